package generator

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"gongshi/generator/catalog"
	"gongshi/generator/exchange"
	"gongshi/generator/write"
)

// The data file of the whole site is the largest by far, and an edit changes some bytes in
// it. What stands before them is copied from the old site without being summed up again.

// keptCatalogue is what is kept of the data file of the whole site.
type keptCatalogue struct {
	File  write.Written
	Marks []catalogueMark // in their order
}

// catalogueMark is a place behind a unit.
type catalogueMark struct {
	Units  int    // how many stand before
	Behind string // digest of what stands before
	Mark   write.Mark
}

// markEvery is how far apart marks are at least, in bytes. Tests set it lower.
var markEvery int64 = 1 << 20

// catalogue writes the data file of the whole site from those of its units, of which sums
// are the digests, empty where they are not known.
func (b *builder) catalogue(units []*catalog.Summary, sums []string) error {
	head, err := exchange.CatalogueHead(&b.public, units)
	if err != nil {
		return err
	}
	path := catalog.DataFile("catalogue", "json")
	behind := digestsBehind(head, units, sums)
	part := b.tree.Part()
	marks := b.keep.marksOf(path, behind)
	var file *write.Stream
	if n := len(marks); n > 0 {
		file, err = part.Continue(b.keep.out, b.keep.last.Catalogue.File, marks[n-1].Mark)
		if errors.Is(err, write.ErrStale) {
			marks, err = nil, nil
		}
	}
	if err == nil && file == nil {
		if file, err = part.Continue("", write.Written{File: write.File{Path: path}}, write.Mark{}); err == nil {
			_, err = file.Write(head)
		}
	}
	if err != nil {
		return err
	}
	from := 0
	if n := len(marks); n > 0 {
		from = marks[n-1].Units
	}
	last := file.Size()
	err = exchange.CatalogueUnits(file, units, from, func(unit string) (io.ReadCloser, error) {
		return b.tree.Open(catalog.DataFile(unit, "json"))
	}, func(n int) error {
		if n >= len(behind) || file.Size()-last < markEvery {
			return nil
		}
		last = file.Size()
		m, err := file.Mark()
		if m.Size > 0 {
			marks = append(marks, catalogueMark{n, behind[n], m})
		}
		return err
	})
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if b.keep != nil {
		b.keep.now.Catalogue = keptCatalogue{part.Files()[0], marks}
	}
	return nil
}

// digestsBehind are digests of how the file begins: with the head and so many units. They
// end before a unit of which nothing is known.
func digestsBehind(head []byte, units []*catalog.Summary, sums []string) []string {
	sum := sha256.Sum256(head)
	out := []string{string(sum[:])}
	for i, u := range units {
		if sums[i] == "" {
			break
		}
		sum = sha256.Sum256(fmt.Appendf(nil, "%s %q %s", out[i], u.ID, sums[i]))
		out = append(out, string(sum[:]))
	}
	return out
}

// marksOf are the marks of the build before that are good for a file that begins so.
func (k *keeper) marksOf(path string, behind []string) []catalogueMark {
	if k == nil || !k.whole || k.last.Catalogue.File.Path != path {
		return nil
	}
	marks := k.last.Catalogue.Marks
	n := 0
	for n < len(marks) && marks[n].Units < len(behind) && marks[n].Behind == behind[marks[n].Units] {
		n++
	}
	return slices.Clone(marks[:n])
}
