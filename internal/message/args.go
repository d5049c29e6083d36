package message

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/teletextio/content/internal/cldr"
)

// Args are the arguments that a text is rendered with: name, value pairs, and
// behind them those of the page around it. Of two pairs of one name the later
// one counts; a nil value, or a nil pointer, counts as not given. A nil *Args
// has none. Args are only read.
type Args struct {
	Pairs []any // name, value, name, value, …
	Next  *Args
}

// lookup returns the value called name, or nil.
func (a *Args) lookup(name string) any {
	for ; a != nil; a = a.Next {
		for i := len(a.Pairs)&^1 - 2; i >= 0; i -= 2 {
			if s, ok := a.Pairs[i].(string); ok && s == name && a.Pairs[i+1] != nil {
				return a.Pairs[i+1]
			}
		}
	}
	return nil
}

// appendValue appends a value as the text of a plain {name} has it. ok is
// false when the value has no written form.
func appendValue(dst []byte, v any, at spot) (_ []byte, ok bool) {
	var buf [32]byte
	switch v := v.(type) {
	case string:
		return appendEscaped(dst, v, at), true
	case json.Number:
		return appendEscaped(dst, string(v), at), true
	case int:
		return strconv.AppendInt(dst, int64(v), 10), true
	case int64:
		return strconv.AppendInt(dst, v, 10), true
	case int32:
		return strconv.AppendInt(dst, int64(v), 10), true
	case uint64:
		return strconv.AppendUint(dst, v, 10), true
	case bool:
		return strconv.AppendBool(dst, v), true
	case float64:
		return appendEscaped(dst, string(appendFloat(buf[:0], v, 64)), at), true
	case float32:
		return appendEscaped(dst, string(appendFloat(buf[:0], float64(v), 32)), at), true
	}
	if v = reduce(v); v == nil {
		return dst, false
	}
	return appendValue(dst, v, at)
}

// appendFloat appends the shortest digits that name f, as ECMAScript does
// (Number::toString): without an exponent from 1e-6 up to 1e21, and no sign
// for negative zero.
func appendFloat(dst []byte, f float64, bits int) []byte {
	format := byte('f')
	switch abs := math.Abs(f); {
	case abs == 0:
		return append(dst, '0')
	case math.IsInf(abs, 0) && f < 0:
		return append(dst, "-Infinity"...)
	case math.IsInf(abs, 0):
		return append(dst, "Infinity"...)
	case abs < 1e-6 || abs >= 1e21:
		format = 'e'
	}
	dst = strconv.AppendFloat(dst, f, format, -1, bits)
	if n := len(dst); format == 'e' && n > 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// reduce turns a value of any other type into a string, int64, uint64, float64
// or bool; nil when it has no written form. A String or Error method comes
// first, then the kind of the type; pointers are followed.
func reduce(v any) any {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case fmt.Stringer, error:
		return callString(v)
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Bool:
		return r.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return r.Uint()
	case reflect.Float32, reflect.Float64:
		return r.Float()
	case reflect.Slice:
		if r.Type().Elem().Kind() == reflect.Uint8 {
			return string(r.Bytes())
		}
	case reflect.Pointer:
		if !r.IsNil() && r.Elem().Kind() != reflect.Pointer && r.Elem().CanInterface() {
			return reduce(r.Elem().Interface())
		}
	}
	return nil
}

// callString calls String or Error. A method that panics has no written form:
// a broken argument must not break the page.
func callString(v any) (s any) {
	defer func() {
		if recover() != nil {
			s = nil
		}
	}()
	if e, ok := v.(error); ok {
		return e.Error()
	}
	return v.(fmt.Stringer).String()
}

// isNilPointer reports whether v is a typed nil.
func isNilPointer(v any) bool {
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

// count returns the value of a Go integer that is far from the ends of its
// type, so that an offset can be taken from it.
func count(v any) (i int64, ok bool) {
	switch v := v.(type) {
	case int:
		i = int64(v)
	case int64:
		i = v
	case int32:
		i = int64(v)
	case uint32:
		i = int64(v)
	default:
		return 0, false
	}
	const far = 1 << 53
	return i, -far < i && i < far
}

// numberOf returns the numeric value of an argument.
func numberOf(v any) (cldr.Number, bool) {
	if n, ok := cldr.NumberOf(v); ok {
		return n, true
	}
	switch v.(type) {
	case string, bool, json.Number:
		return cldr.Number{}, false
	}
	if v = reduce(v); v == nil {
		return cldr.Number{}, false
	}
	return cldr.NumberOf(v)
}

// parseInt returns the value of decimal digits that are known to fit.
func parseInt(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
