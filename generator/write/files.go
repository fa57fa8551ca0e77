package write

import (
	"errors"
	"strconv"
	"strings"
)

// Files are files of a tree. Their binary form is read at once: a large site has more
// files than anything else that is kept of it.
type Files []Written

var errFiles = errors.New("kept list of files: not whole")

// fieldsOfFile is how many fields end in a zero, which no path has, for each file.
const fieldsOfFile = 5

// MarshalBinary gives the form that UnmarshalBinary reads.
func (f Files) MarshalBinary() ([]byte, error) {
	size := 0
	for _, w := range f {
		size += len(w.Path) + len(w.SHA256) + len(w.SM3) + 40
	}
	b := make([]byte, 0, size)
	for _, w := range f {
		for _, text := range []string{w.Path, w.SHA256, w.SM3} {
			b = append(append(b, text...), 0)
		}
		b = append(strconv.AppendInt(b, w.Size, 36), 0)
		b = append(strconv.AppendInt(b, w.ModTime, 36), 0)
	}
	return b, nil
}

// UnmarshalBinary reads what MarshalBinary gave.
func (f *Files) UnmarshalBinary(b []byte) error {
	text := string(b)
	n := strings.Count(text, "\x00")
	if n%fieldsOfFile != 0 || text != "" && text[len(text)-1] != 0 {
		return errFiles
	}
	*f = make(Files, 0, n/fieldsOfFile)
	next := func() (field string) {
		field, text, _ = strings.Cut(text, "\x00")
		return field
	}
	for text != "" {
		w := Written{File: File{Path: next(), SHA256: next(), SM3: next()}}
		var err1, err2 error
		w.Size, err1 = strconv.ParseInt(next(), 36, 64)
		w.ModTime, err2 = strconv.ParseInt(next(), 36, 64)
		if err1 != nil || err2 != nil {
			return errFiles
		}
		*f = append(*f, w)
	}
	return nil
}
