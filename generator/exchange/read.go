package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"gongshi/generator/catalog"
)

// ErrUnits tells that a file holds a catalogue of several units, not one.
var ErrUnits = errors.New("the file holds several units")

// ReadJSON reads a unit that [JSON] has written, or the only one of a catalogue.
func ReadJSON(r io.Reader) (*catalog.Unit, []catalog.Position, error) {
	type unit struct {
		Unit      *catalog.Unit      `json:"unit"`
		Positions []catalog.Position `json:"positions"`
	}
	var v struct {
		unit
		Units []unit `json:"units"`
	}
	if err := json.NewDecoder(r).Decode(&v); err != nil {
		return nil, nil, fmt.Errorf("decode JSON: %w", err)
	}
	switch len(v.Units) {
	case 0:
	case 1:
		v.unit = v.Units[0]
	default:
		return nil, nil, ErrUnits
	}
	if v.Unit == nil {
		return nil, nil, errors.New("the file holds no unit")
	}
	return v.Unit, v.Positions, nil
}
