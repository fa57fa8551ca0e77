package stencil

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"math/rand"
	"strings"
	"testing"
)

// words are of a type of its own, with a method.
type words []string

func (w words) First() string { return append(w, "")[0] }

type inner struct {
	Text string
	Href string
	N    int
}

func (i inner) Full() bool { return i.N > 0 }

type page struct {
	inner
	Embedded
	Title string
	Safe  template.HTML
	List  []inner
	Words words
	Next  *page
	Map   map[string]string
	Any   any
	On    bool
}

// Embedded is promoted.
type Embedded struct{ Deep string }

// Has is of the pointer alone.
func (p *page) Has() bool { return p.Next != nil }

// sources are templates that a stencil executes wholly, in part or not at all.
var sources = []string{
	`<p title="{{.Title}}">{{.Title}} {{.Deep}} {{.N}}</p><title>{{.Title}}</title><textarea>{{.Title}}</textarea>`,
	`<a href="{{.Title}}">{{.Title}}</a><a href="#{{.Title}}"></a><a href="x?q={{.Title}}&amp;n={{.N}}"></a><a href="{{.Title}}/{{.Deep}}"></a><a href="tel:{{.Title}}"></a><img src="{{.Title}}">`,
	`<p>{{.Safe}}</p><p title="{{.Safe}}"></p>`,
	`<p class={{.Title}} style="width:{{.N}}px;color:{{.Title}}" onclick="f({{.Title}})"></p><script>var x = {{.List}}, y = "{{.Title}}"</script><!-- {{.Title}} -->`,
	`{{range .List}}<i>{{.Text}}{{if .Full}}{{.N}}{{end}}</i>{{else}}none {{.Title}}{{end}}`,
	`{{range $i, $l := .List}}{{if $i}}, {{end}}{{$l.Text}}{{$i}}{{$.Title}}{{end}}`,
	`{{range $l := .List}}{{$l.Text}}{{else}}{{len $l}}{{end}}`,
	`{{range .Words}}{{.}}{{end}}{{.Words.First}}{{with .Words}}{{len .}}{{end}}{{if eq (len .Words) 1}}one{{end}}{{if ge .N 1}}ge{{end}}`,
	`{{with .Next}}{{.Title}}{{template "sub" .}}{{else}}{{.Title}}{{end}}{{define "sub"}}{{.Title}}<b>{{$.Title}}</b>{{with .Next}}{{template "sub" .}}{{end}}{{end}}`,
	`{{template "bad" .}}{{define "bad"}}<script>var x = {{.Title}}</script>{{.Title}}{{end}}`,
	`<p {{template "attributes" .}}>{{define "attributes"}}title="{{.Title}}"{{end}}`,
	`{{$x := .Title}}{{if .On}}{{$x := .Deep}}{{$x}}{{end}}{{$x}}{{with $y := .List}}{{len $y}}{{end}}`,
	`{{$x := .Title}}{{if .On}}{{$x = .Deep}}{{end}}{{$x}}`,
	`{{.Map.a}}{{range $k, $v := .Map}}{{$k}}{{$v}}{{end}}{{.Any}}{{with .Any}}{{.}}{{end}}`,
	`{{.Next.Title}}`,
	`{{.Next.Has}}{{if .Has}}has{{end}}`,
	`{{.Title | printf "%q"}}{{print .Title}}{{html .Title}}{{and .On .Title}}{{.Title | html}}{{not .On}}`,
	`{{range .List}}{{if not .N}}{{break}}{{end}}{{.Text}}{{end}}`,
	`{{define "loop"}}{{template "loop" .}}{{end}}{{if .On}}{{.Title}}{{end}}{{/* nothing */}}`,
	`{{if lt .Title .Deep}}<{{end}}{{if eq .Title "a"}}a{{end}}{{if ne .N 3}}n{{end}}`,
}

// alphabet is what texts are made of: all that means something to HTML, addresses
// and scripts, and bytes that are no text.
var alphabet = strings.Split("\x00|\t|\n|\"|'|&|+|<|>|%|%4|%zz|%41|:|/|?|#|=|;|,|(|)|`|{{|}}|javascript:|JavaScript:|http:|HTTPS:|mailto:|data:|</script>|<!--|-->|</title>|&lt;|&amp;|a|B|9|-|~|中|文|\u2028|\ufffe|\ufdd0|\xff|\xe4\xb8|😀| ", "|")

func text(r *rand.Rand) string {
	var s strings.Builder
	for range r.Intn(6) {
		s.WriteString(alphabet[r.Intn(len(alphabet))])
	}
	return s.String()
}

func made(r *rand.Rand, depth int) *page {
	p := &page{Title: text(r), Safe: template.HTML("<b>" + text(r)), On: r.Intn(2) == 0, Embedded: Embedded{text(r)}, inner: inner{N: r.Intn(5) - 2}}
	for range r.Intn(3) {
		p.List = append(p.List, inner{text(r), text(r), r.Intn(3)})
		p.Words = append(p.Words, text(r))
	}
	if depth > 0 && r.Intn(3) > 0 {
		p.Next = made(r, depth-1)
	}
	p.Map = map[string]string{"a": text(r), "b": text(r)}
	p.Any = []any{nil, 3, text(r), template.HTML("<i>")}[r.Intn(4)]
	return p
}

// Whatever a template does with whatever data, a stencil of it writes the bytes that
// html/template writes, or fails as it does.
func TestAsHTMLTemplate(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for _, source := range sources {
		set := template.Must(template.New("page").Option("missingkey=error").Parse(source))
		set.Execute(io.Discard, &page{})
		stencil := New(set, "page", &page{})
		for range 2000 {
			data := made(r, 3)
			var want bytes.Buffer
			wantErr := set.Execute(&want, data)
			got, gotErr := stencil.Append([]byte("before"), data)
			if fmt.Sprint(wantErr) != fmt.Sprint(gotErr) {
				t.Fatalf("%s: error %v, want %v", source, gotErr, wantErr)
			}
			if got := string(got); wantErr == nil && got != "before"+want.String() {
				t.Fatalf("%s with %+v:\n%q, want\n%q", source, data, got, want.String())
			}
		}
	}
}

// A template that was not escaped, or that calls itself without end, is left to
// html/template.
func TestLeaves(t *testing.T) {
	set := template.Must(template.New("page").Parse(`{{.Title}}`))
	early := New(set, "page", &page{})
	if out, err := early.Append(nil, &page{Title: "<"}); err != nil || string(out) != "&lt;" {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := early.Append(nil, page{Title: ">"}); err != nil || string(out) != "&gt;" {
		t.Errorf("data of another type: %q, %v", out, err)
	}
	loop := template.Must(template.New("page").Parse(`{{with .Next}}{{template "page" .}}{{end}}{{.Title}}`))
	loop.Execute(io.Discard, &page{})
	p := &page{}
	for range 2 * maxDepth {
		p = &page{Next: p, Title: "<"}
	}
	if out, err := New(loop, "page", p).Append(nil, p); err != nil || len(out) != 2*maxDepth*len("&lt;") {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

// Each byte that means something is escaped, wherever in a text it stands.
func TestEscaped(t *testing.T) {
	texts := []string{"", "a", "岗位", "<", "岗位职责风险", "no sign at all", "2026-11-27", "职责<b>与'权力'\"&+>\x00"}
	for _, a := range texts {
		for _, b := range texts {
			for _, c := range texts {
				s := a + b + c
				want := "before"
				for i := range len(s) {
					if e := entities[s[i]]; e != "" {
						want += e
					} else {
						want += s[i : i+1]
					}
				}
				if got := string(appendEscaped([]byte("before"), s)); got != want {
					t.Errorf("%q: %q, want %q", s, got, want)
				}
			}
		}
	}
}
