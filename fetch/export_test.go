package fetch

import "net/http"

// NewTransport gives tests the transport of HTTP without a client.
func NewTransport() *http.Transport { return newTransport() }
