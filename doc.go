// Package content puts published, localized texts into the HTML that a Go web
// application sends out.
package content
