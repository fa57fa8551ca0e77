package render

import (
	"strconv"
	"strings"

	"rsc.io/qr"
)

// Code is a QR code as a drawing, with the address that it holds.
type Code struct {
	Address string
	Size    int    // of the drawing, in modules, with the quiet zone around the code
	Path    string // the dark modules
}

// quietZone is how many light modules a QR code needs on each side.
const quietZone = 4

// codeOf is the QR code of an address, or nil without one. An address that no
// code can hold, of some two thousand characters, has none either.
func codeOf(address string) *Code {
	if address == "" {
		return nil
	}
	q, err := qr.Encode(address, qr.M)
	if err != nil {
		return nil
	}
	var path strings.Builder
	for y := range q.Size {
		for x := 0; x < q.Size; x++ {
			from := x
			for x < q.Size && q.Black(x, y) {
				x++
			}
			if n := strconv.Itoa(x - from); x > from {
				path.WriteString("M" + strconv.Itoa(from+quietZone) + " " + strconv.Itoa(y+quietZone) + "h" + n + "v1h-" + n + "z")
			}
		}
	}
	return &Code{Address: address, Size: q.Size + 2*quietZone, Path: path.String()}
}
