// Package message parses published texts and renders them.
//
// A text is an ICU MessageFormat subset around localized HTML or plain text.
// Compile parses it once, holds its markup against an allow-list, proves that
// a browser builds exactly the elements that the tags name, and flattens it
// into a list of operations. Rendering walks that list once and appends to a
// byte slice: arguments are data, escaped for the place where they stand and
// never parsed again.
//
// # Syntax
//
// {name} is an argument; {n, number}, {n, number, integer} and
// {n, number, percent} write a number as the locale does; plural,
// selectordinal and select choose a branch, at most eight deep, and need one
// for other. Quoting is ICU's: two apostrophes are one, an apostrophe directly
// before a brace (or before # in a plural branch) quotes up to the next
// apostrophe, any other apostrophe is itself. So title='{x}' is a quoted
// brace: attributes that hold arguments are written in double quotes. As in
// ICU, # counts directly in a plural branch only, not in a select within it,
// and a closing brace outside of all branches is itself.
//
// # Markup
//
// Arguments and branches stand in text or inside one quoted attribute value,
// and each branch alone is balanced HTML. What a browser would repair is
// refused: missing end tags, stray slashes, duplicate attributes, comments.
// Allowed are the elements of running text, headings, lists, quotations,
// figures, ruby, details and plain sections, with title, lang, dir, class,
// translate, role, aria-… and what links, images, times and lists need; no
// script, style, form, table, template, svg or math, no handler, style, id or
// name. li, dt and dd stand directly in their list or at the top level. A link
// with target="_blank", the only target, gets rel="noopener".
//
// An element with data-txt-name is a functional child: the page renders its
// start tag, the text its content and its end tag; br, hr, img, input and wbr
// have none of these. Attributes that the text gives it are dropped. All
// branches of a choice hold the same ones.
//
// # URLs
//
// href, src and cite may have http, https, mailto or tel, or be relative;
// //host is relative. An argument there is percent-encoded where no URL has
// its bytes, behind a literal ? or # in all but letters, digits and -._~, and
// when it can decide the scheme, the whole is checked on rendering. srcset
// takes no arguments.
//
// # Values
//
// A plain {name} writes strings as they are and numbers as their shortest
// decimal digits, without grouping; only {n, number} and # are localized.
// template.HTML and its kin are data like any other string. In texts and in
// arguments CR and CR LF become a newline, and C0 and C1 controls but tab and
// newline, and noncharacters, are dropped. Invalid UTF-8 in an argument becomes
// U+FFFD. Literal text loses the overrides U+202D and U+202E, which bdo is
// there for; in arguments they stay.
package message
