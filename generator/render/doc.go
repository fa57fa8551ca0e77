// Package render turns catalogues into pages.
//
// A [Renderer] holds the theme, made ready once and read-only from then on, so
// that any number of units can be rendered at the same time. [Renderer.Unit]
// makes the pages that one unit alone decides; [Renderer.Site] makes from
// summaries the pages that span units, and the files of the theme.
//
// Layouts decide how a page looks, Go decides what it says. Each layout is given
// one struct made for it, with words already chosen in the language of the site
// and links already written as they stand in that page. The templates are
// html/template, so every text is escaped where it lands; the single exception
// is prose, which goldmark renders in its safe mode, with raw HTML shown as
// text. Package stencil executes what html/template has escaped, to the same bytes
// in less time; a theme that does what stencils do not know is only slower.
//
// Every link is relative and names a file. Pages hold no inline style, no inline
// script and no address of another host that a browser would load. Nothing
// depends on a clock: the same values give the same bytes.
package render
