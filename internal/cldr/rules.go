package cldr

// rules are the compiled plural rules of one language: for each category its
// number, the length of its condition, and the condition. A category without
// rules is absent; what no condition takes is Other.
//
// A condition is a row of relations. Each is a head byte, the power of ten that
// the operand is taken modulo (if the head says so), the number of ranges, and
// for each range its start and its length less one, as unsigned varints.
type rules string

// The bits of a head byte.
const (
	operandBits = 0x07 // which operand: n, i, v, w, f, t, e
	negated     = 0x08 // != instead of =
	hasModulus  = 0x10
	alternative = 0x20 // an or stands before the relation, else an and
)

// The numbers of the operands in a head byte.
const (
	operandN = iota
	operandI
	operandV
	operandW
	operandF
	operandT
	operandE
)

// powers are the powers of ten that a rule may take an operand modulo.
var powers = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// category returns the first category whose condition holds.
func (r rules) category(o *Operands) Category {
	if o.special {
		return Other
	}
	for len(r) > 0 {
		end := 2 + int(r[1])
		if r[2:end].hold(o) {
			return Category(r[0])
		}
		r = r[end:]
	}
	return Other
}

// categories lists the categories of the language in the order of CLDR.
func (r rules) categories() []Category {
	var list []Category
	for len(r) > 0 {
		list = append(list, Category(r[0]))
		r = r[2+int(r[1]):]
	}
	return append(list, Other)
}

// hold reports whether a condition holds.
func (r rules) hold(o *Operands) bool {
	met := false
	for len(r) > 0 {
		if r[0]&alternative != 0 {
			if met {
				return true
			}
			met = true
		}
		var ok bool
		ok, r = r.relation(o)
		met = met && ok
	}
	return met
}

// relation evaluates the first relation and returns the rest.
func (r rules) relation(o *Operands) (ok bool, rest rules) {
	head := r[0]
	value, listed := o.operand(head & operandBits)
	r = r[1:]
	if head&hasModulus != 0 {
		value %= powers[r[0]]
		listed = head&operandBits != operandN || o.W == 0
		r = r[1:]
	}
	count := r[0]
	r = r[1:]
	found := false
	for range count {
		var from, more uint64
		from, r = r.uvarint()
		more, r = r.uvarint()
		found = found || value-from <= more
	}
	return (found && listed) != (head&negated != 0), r
}

// operand returns the operand with the number id, modulo 10^18. whole is false
// when no integer that a rule lists can equal it, because it has a fraction or
// is too large.
func (o *Operands) operand(id byte) (value uint64, whole bool) {
	switch id {
	case operandN:
		return o.I, o.W == 0 && !o.largeI
	case operandI:
		return o.I, !o.largeI
	case operandV:
		return uint64(o.V), true
	case operandW:
		return uint64(o.W), true
	case operandF:
		return o.F, !o.largeF
	case operandT:
		return o.T, !o.largeT
	default:
		return uint64(o.E), true
	}
}

// uvarint decodes an unsigned varint and returns the rest.
func (r rules) uvarint() (value uint64, rest rules) {
	for shift := 0; ; shift += 7 {
		b := r[0]
		r = r[1:]
		value |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return value, r
		}
	}
}
