//go:build !linux

package faulttest

import "errors"

// CanSwallow says that this system can make connections vanish.
const CanSwallow = false

func (o *origin) swallow() error { return errors.ErrUnsupported }
