package fetch

// maxName is the longest name, in bytes. It is the limit of S3 keys.
const maxName = 1024

// CheckName returns nil if name may be the name of an object: segments of the
// ASCII letters, digits, ".", "_" and "-", joined by single slashes, none of
// them "." or "..", and 1024 bytes at most. Such a name means the same as a
// URL path, a file path and a key of an object store, and leads out of none of
// them. For any other name it returns an error for which errors.Is(err,
// ErrName) holds.
func CheckName(name string) error {
	if reason := nameFault(name); reason != "" {
		return &objectError{name: name, reason: "invalid name: " + reason, cause: ErrName}
	}
	return nil
}

func nameFault(name string) string {
	if name == "" {
		return "it is empty"
	}
	if len(name) > maxName {
		return "it is longer than 1024 bytes"
	}
	start := 0
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			if !nameByte(name[i]) {
				return "only letters, digits, '.', '_', '-' and '/' are allowed"
			}
			continue
		}
		switch name[start:i] {
		case "":
			return "it has an empty segment"
		case ".", "..":
			return "it has a dot segment"
		}
		start = i + 1
	}
	return ""
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '.' || c == '_' || c == '-'
}
