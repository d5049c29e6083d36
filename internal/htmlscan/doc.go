// Package htmlscan follows an HTML page as a browser reads it, without
// building the tree: it finds the tags, keeps the stack of open elements and
// the list of active formatting elements of the tree construction stage
// (https://html.spec.whatwg.org/multipage/parsing.html), and tells where an
// element that is being watched ends and whether its inner bytes can be
// exchanged without a change anywhere else.
//
// A Scanner is fed with a growing buffer that its caller owns. It copies
// nothing and allocates nothing once its stacks have grown.
package htmlscan
