package render

import (
	"bytes"
	"html/template"
	"math/rand"
	"reflect"
	"testing"

	"gongshi/generator/catalog"
	"gongshi/themes"
)

// comparison is a layout that executes each page as html/template does too, as it is
// and with its texts spoiled.
type comparison struct {
	t    *testing.T
	kind string
	fast layout
	slow *template.Template
}

func (c comparison) Append(out []byte, page any) ([]byte, error) {
	as := page
	r := rand.New(rand.NewSource(int64(c.kind[0])))
	for range 3 {
		var slow bytes.Buffer
		fast, fastErr := c.fast.Append(nil, as)
		slowErr := c.slow.ExecuteTemplate(&slow, "page", as)
		if fastErr != nil || slowErr != nil {
			c.t.Errorf("%s: %v, %v", c.kind, fastErr, slowErr)
		}
		if !bytes.Equal(fast, slow.Bytes()) {
			c.t.Errorf("%s differs from what html/template makes of it:\n%s\n%s", c.kind, fast, slow.Bytes())
		}
		as = spoiled(reflect.ValueOf(as), r).Interface()
	}
	return c.fast.Append(out, page)
}

// spoils are what a text may hold that means something to a browser.
var spoils = []string{"<script>alert(1)</script>", `"'<>&+`, "javascript:alert(1)", "JAVASCRIPT:x", "https://x/?a=1&b=%41%zz#c d", "\x00", "\xff\xfe", "{{.}}", "中文：“”", "&lt;", "-->", "", " "}

// spoiled is a copy of a value with other texts in it.
func spoiled(v reflect.Value, r *rand.Rand) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		if s := spoils[r.Intn(len(spoils))]; r.Intn(3) > 0 {
			out.SetString(s + v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(spoiled(v.Elem(), r))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		}
		for i := range v.Len() {
			out.Index(i).Set(spoiled(v.Index(i), r))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(spoiled(v.Field(i), r))
			}
		}
	}
	return out
}

// Every page of every layout is, byte for byte, what html/template makes of it,
// whatever its texts hold.
func TestPagesAsHTMLTemplate(t *testing.T) {
	for _, lang := range languages {
		site := fullSite(t, lang)
		r, err := New(themes.Default(), site, catalog.View{Audience: catalog.AudienceInternal, Drafts: true})
		if err != nil {
			t.Fatal(err)
		}
		templates, err := readLayouts(themes.Default(), r.words)
		if err != nil {
			t.Fatal(err)
		}
		fast := r.layouts
		r.layouts = map[string]layout{}
		for kind, x := range fast {
			r.layouts[kind] = comparison{t: t, kind: kind, fast: x, slow: templates[kind]}
		}
		r.Prints = true
		var summaries []*catalog.Summary
		for _, u := range units(t, site) {
			if err := r.Unit(u, func(string, []byte) error { return nil }); err != nil {
				t.Fatal(err)
			}
			s := catalog.Summarize(u)
			s.Rules = site.Citations(u)
			summaries = append(summaries, s)
		}
		if err := r.Site(summaries, "v1", func(string, []byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for kind, page := range r.emptyPages() {
			if _, err := r.layouts[kind].Append(nil, page); err != nil {
				t.Error(err)
			}
		}
	}
}
