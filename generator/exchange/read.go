package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"gongshi/generator/catalog"
)

// ReadJSON reads a unit that [JSON] has written.
func ReadJSON(r io.Reader) (*catalog.Unit, []catalog.Position, error) {
	var v struct {
		Unit      *catalog.Unit      `json:"unit"`
		Positions []catalog.Position `json:"positions"`
	}
	if err := json.NewDecoder(r).Decode(&v); err != nil {
		return nil, nil, fmt.Errorf("decode JSON: %w", err)
	}
	if v.Unit == nil {
		return nil, nil, errors.New("the file holds no unit")
	}
	return v.Unit, v.Positions, nil
}
