package catalog

import (
	"reflect"
	"testing"
)

func TestOriginComesBack(t *testing.T) {
	o := Origin{File: "某局/采购.md", Line: 12, Column: 3}
	o.Mark("grade", 14, 1)
	o.Mark("owner", 20, 7)
	b, err := o.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Origin
	if err := back.UnmarshalBinary(b); err != nil || !reflect.DeepEqual(o, back) {
		t.Errorf("%+v, %v", back, err)
	}
	for n := range len(b) {
		if back.UnmarshalBinary(b[:n]) == nil && reflect.DeepEqual(o, back) {
			t.Errorf("%d of %d bytes are enough", n, len(b))
		}
	}
}
