// Package generator composes the stages that turn a tree of catalogues into a
// site. It holds no rules, reads no flags, never prints and never exits.
//
// The unit is the grain. A unit, one public body with its catalogue, is loaded,
// checked, rendered and indexed alone:
//
//	for each unit, independent of all others:       then once:
//	  load -> link -> check -> render -> index         join summaries -> site pages
//	    |                |        |         |          merge segments -> search index
//	  findings         pages    data     segment       write -> manifest, swap
//
// What the rest of the site needs of a unit is its summary and its segment of
// the search index. So units are built by as many workers as there are cores,
// memory holds only the units under way, and one office can build its own unit
// without having anyone else's.
//
// The packages, in the order in which content runs through them:
//
//	diag      findings: what is wrong, where, and the cure
//	catalog   the domain, as plain values
//	load      files -> catalog; the only reader of the content
//	check     the rules, one function each
//	person    whether a word is the name of a person, for check and intake
//	change    what differs between two states of the catalogue
//	render    catalog and theme -> pages
//	search    segments, merge, the published index and a reader of it
//	exchange  catalog -> JSON, CSV, XLSX
//	write     the output tree: staged, swapped in whole; the only writer
//
// Beside them stand the packages of the editor's workbench, which make and mend
// content rather than read it for a site. They use load, and no stage uses them:
//
//	intake    spreadsheets -> catalog, with a report of what was made of them
//	format    catalog -> Markdown and TOML in one layout
//	schema    JSON Schemas of the TOML files
//
// Memory sets the pace of the garbage collector; corpus and chrome serve the tests
// and the benchmarks.
//
// Arrows point one way: cmd -> generator -> stages -> catalog -> diag. Stages do
// not know each other.
package generator
