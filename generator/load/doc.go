// Package load reads content into the catalogue model. It is the only stage that
// reads files, always through an fs.FS, so that a folder and an in-memory map
// serve alike.
//
// # The tree
//
//	site.toml              the site; its folder is the content root
//	schemes/<id>.toml      schemes of the site's own
//	rules.toml             register of laws and internal rules
//	holidays.toml          days off and make-up working days
//	<unit>/unit.toml       a folder that holds unit.toml is a unit
//	<unit>/index.md        prose about the unit
//	<unit>/<position>.md   one position
//	<unit>/<name>.toml     a catalogue of many positions
//	<unit>/assets/…        attachments
//
// # The stages
//
// [OpenSite] reads what all units share and finds the units. [Unit] reads one
// unit, with nothing of any other, in three steps: decode the files, judge every
// key and value by its type, and link what refers to something else. Each value
// keeps the file, line and column of each of its fields.
//
// TOML is decoded loosely, into maps, and judged here, so that all mistakes of a
// file are reported at once and at their places. Markdown is read with goldmark;
// only headings of level two and the first list below each are taken as data,
// everything else is prose and kept as written.
//
// Mistakes in content become findings. An error is returned only where the file
// system itself fails.
package load
