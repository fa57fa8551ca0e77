// Package catalog is the domain: a site of units, their positions, the risk
// points of each position and the controls against them, under a scheme that
// says how risks are graded and which words a catalogue may use.
//
// The values are plain. Package load makes them; after it has linked them, every
// grade, category, stage, treatment, source, approval and assessment result
// holds the label of the scheme, whichever alias was written, and every
// department holds its name. The JSON form of a value is the published data
// format: empty fields are left out and the order is that of the content.
package catalog
