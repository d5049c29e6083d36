package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number is one way to write numbers, in the fields of package cldr.
type number struct {
	Zero                           rune
	Decimal, Group, Minus          string
	Infinity, NaN                  string
	PercentPrefix, PercentNegative string
	PercentSuffix                  string
	MinGrouping                    int
	Primary, Secondary             int
	PercentPrimary                 int
	PercentSecondary               int
}

// pattern is a number pattern of CLDR taken apart.
type pattern struct {
	prefix, body, suffix string
	primary, secondary   int
}

// parsePattern takes one subpattern apart at its digits.
func parsePattern(text string) (p pattern, err error) {
	const digits = "#0,."
	start, end := strings.IndexAny(text, digits), strings.LastIndexAny(text, digits)
	if start < 0 {
		return p, fmt.Errorf("gen: parse pattern %q: no digits", text)
	}
	p.prefix, p.body, p.suffix = text[:start], text[start:end+1], text[end+1:]
	if strings.ContainsAny(p.prefix+p.suffix, "'¤‰*@+") || strings.ContainsAny(p.suffix, "-") {
		return p, fmt.Errorf("gen: parse pattern %q: unsupported affix", text)
	}
	whole, _, _ := strings.Cut(p.body, ".")
	groups := strings.Split(whole, ",")
	if len(groups) > 1 {
		p.primary = len(groups[len(groups)-1])
		p.secondary = p.primary
	}
	if len(groups) > 2 {
		p.secondary = len(groups[len(groups)-2])
	}
	return p, nil
}

// buildNumber turns the data of a locale into a table row.
func (s *source) buildNumber(d numberData) (n number, err error) {
	n = number{
		Decimal: d.Symbols.Decimal, Group: d.Symbols.Group, Minus: d.Symbols.Minus,
		Infinity: d.Symbols.Infinity, NaN: d.Symbols.NaN,
	}
	if n.Zero, err = zeroOf(s.Digits[d.System]); err != nil {
		return n, fmt.Errorf("gen: numbering system %q: %v", d.System, err)
	}
	if n.MinGrouping, err = strconv.Atoi(d.Grouping); err != nil {
		return n, fmt.Errorf("gen: minimum grouping digits: %v", err)
	}
	decimal, err := parsePattern(d.Decimal)
	if err != nil {
		return n, err
	}
	if decimal.prefix+decimal.suffix != "" {
		return n, fmt.Errorf("gen: decimal pattern %q has an affix", d.Decimal)
	}
	n.Primary, n.Secondary = decimal.primary, decimal.secondary
	return n, n.setPercent(d)
}

// setPercent fills in the affixes of percentages. Without a pattern of their
// own, negative ones have the minus sign before the prefix.
func (n *number) setPercent(d numberData) error {
	positive, negative, explicit := strings.Cut(d.Percent, ";")
	if !explicit {
		negative = "-" + positive
	}
	pos, err := parsePattern(positive)
	if err != nil {
		return err
	}
	neg, err := parsePattern(negative)
	if err != nil {
		return err
	}
	if neg.suffix != pos.suffix {
		return fmt.Errorf("gen: percent pattern %q has two suffixes", d.Percent)
	}
	signs := strings.NewReplacer("%", d.Symbols.Percent, "-", d.Symbols.Minus)
	n.PercentPrefix, n.PercentSuffix = signs.Replace(pos.prefix), signs.Replace(pos.suffix)
	n.PercentNegative = signs.Replace(neg.prefix)
	n.PercentPrimary, n.PercentSecondary = pos.primary, pos.secondary
	return nil
}

// zeroOf returns the first of ten digits that must follow one another.
func zeroOf(digits string) (rune, error) {
	zero, _ := utf8.DecodeRuneInString(digits)
	want := zero
	for _, r := range digits {
		if r != want {
			return 0, fmt.Errorf("digits %q are not in a row", digits)
		}
		want++
	}
	if want != zero+10 {
		return 0, fmt.Errorf("digits %q are not ten", digits)
	}
	return zero, nil
}
