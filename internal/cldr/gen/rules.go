package main

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// The categories in the order in which rules are tried, and their numbers in
// package cldr.
var categories = []struct {
	name string
	code byte
}{{"zero", 1}, {"one", 2}, {"two", 3}, {"few", 4}, {"many", 5}}

// The head byte of a relation, as package cldr reads it.
const (
	negated     = 0x08
	hasModulus  = 0x10
	alternative = 0x20
)

// operands are the operands of a relation in the order of their numbers. The
// deprecated c stands for e.
var operands = map[string]byte{"n": 0, "i": 1, "v": 2, "w": 3, "f": 4, "t": 5, "e": 6, "c": 6}

// compileRules turns the conditions of one language into the code that package
// cldr evaluates. Rules without any condition compile to nothing.
func compileRules(rules map[string]string) (string, error) {
	var code []byte
	for _, c := range categories {
		text, ok := rules[c.name]
		if !ok {
			continue
		}
		condition, err := compileCondition(text)
		if err != nil {
			return "", fmt.Errorf("gen: compile rule %q: %v", text, err)
		}
		code = append(code, c.code, byte(len(condition)))
		code = append(code, condition...)
	}
	return string(code), nil
}

// compileCondition turns one condition into relations.
func compileCondition(text string) ([]byte, error) {
	var code []byte
	for _, or := range strings.Split(text, " or ") {
		first := byte(alternative)
		for _, and := range strings.Split(or, " and ") {
			relation, err := compileRelation(and, first)
			if err != nil {
				return nil, err
			}
			code = append(code, relation...)
			first = 0
		}
	}
	if len(code) > 255 {
		return nil, fmt.Errorf("%d bytes of code", len(code))
	}
	return code, nil
}

// compileRelation turns one relation, such as "n % 10 != 2..4,9", into code.
func compileRelation(text string, head byte) ([]byte, error) {
	words := strings.Fields(text)
	if len(words) != 3 && len(words) != 5 {
		return nil, fmt.Errorf("relation %q has %d words", text, len(words))
	}
	operand, ok := operands[words[0]]
	if !ok {
		return nil, fmt.Errorf("unknown operand %q", words[0])
	}
	head |= operand
	var modulus []byte
	if len(words) == 5 {
		zeros := strings.TrimLeft(words[2], "1")
		if words[1] != "%" || words[2] != "1"+strings.Repeat("0", len(zeros)) || zeros == "" || len(zeros) > 9 {
			return nil, fmt.Errorf("modulus %q is no small power of ten", words[2])
		}
		head |= hasModulus
		modulus = []byte{byte(len(zeros))}
	}
	switch words[len(words)-2] {
	case "=":
	case "!=":
		head |= negated
	default:
		return nil, fmt.Errorf("relation %q has no = or !=", text)
	}
	ranges, err := compileRanges(words[len(words)-1])
	return append(append([]byte{head}, modulus...), ranges...), err
}

// compileRanges turns a list such as "2..4,9" into a count and, for each
// range, its start and its length less one.
func compileRanges(text string) ([]byte, error) {
	list := strings.Split(text, ",")
	code := []byte{byte(len(list))}
	for _, r := range list {
		from, to, isRange := strings.Cut(r, "..")
		if !isRange {
			to = from
		}
		lo, err := strconv.ParseUint(from, 10, 32)
		if err != nil {
			return nil, err
		}
		hi, err := strconv.ParseUint(to, 10, 32)
		if err != nil {
			return nil, err
		}
		if hi < lo {
			return nil, fmt.Errorf("range %q runs backwards", r)
		}
		code = binary.AppendUvarint(code, lo)
		code = binary.AppendUvarint(code, hi-lo)
	}
	return code, nil
}
