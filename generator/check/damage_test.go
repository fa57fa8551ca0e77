package check

import (
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

// Characters that show nothing are told of: with them one name can be two. In pictures
// made of several they have their place.
func TestInvisibleCharactersAreTold(t *testing.T) {
	for _, r := range "\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064\ufeff" {
		text := "采" + string(r) + "购"
		if said, _, found := damage(lookAt(text)); !found || !strings.Contains(said.En, "invisible") {
			t.Errorf("%+q: %v", text, said)
		}
	}
	for _, text := range []string{"采购", "👨\u200d👩\u200d👧", "🏳️\u200d🌈", "—", "“采购”"} {
		if said, _, found := damage(lookAt(text)); found {
			t.Errorf("%q: %v", text, said)
		}
	}
}

func lookAt(s string) *text {
	t := look(catalog.Text{Value: s})
	return &t
}
