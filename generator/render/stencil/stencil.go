// Package stencil executes templates of html/template fast.
//
// html/template decides what is escaped and how: a stencil is made of a template
// that it has escaped, for data of one type. Fields are found and escapers chosen
// then, and not again each time that an action runs. A stencil prints no value but
// through an escaper that html/template put into the template and that package
// knows. Whatever else it meets, a function of the theme, a map, a script, it
// leaves to html/template, which executes the whole template in its place. So the
// output is always that of html/template, errors included.
package stencil

import (
	"bytes"
	"html/template"
	"reflect"
	"slices"
	"sync"
)

// Stencil executes one template for data of one type. It may be used by many
// goroutines at once.
type Stencil struct {
	set  *template.Template
	name string
	data reflect.Type
	body *body
	left sync.Map // the names of templates
}

// New makes a stencil of the named template of a set for data of the type of the
// example. The template has been executed before, and so escaped.
func New(set *template.Template, name string, example any) *Stencil {
	c := &compiler{set: set, bodies: map[bodyKey]*body{}}
	t := reflect.TypeOf(example)
	return &Stencil{set: set, name: name, data: t, body: c.body(name, t)}
}

// Append appends what the template makes of the data.
func (x *Stencil) Append(out []byte, data any) ([]byte, error) {
	if reflect.TypeOf(data) == x.data {
		s := state{out: out, left: &x.left}
		if s.run(x.body, reflect.ValueOf(data)) {
			return s.out, nil
		}
	}
	x.left.Store(x.name, nil)
	whole := bytes.NewBuffer(out)
	err := x.set.ExecuteTemplate(whole, x.name, data)
	return whole.Bytes(), err
}

// Left returns the names of the templates that were left to html/template so far.
func (x *Stencil) Left() (names []string) {
	x.left.Range(func(name, _ any) bool {
		names = append(names, name.(string))
		return true
	})
	slices.Sort(names)
	return names
}

// step is what a node of a template does with the data. It reports false, and may
// have written anything, where the node is one for html/template.
type step func(s *state, dot reflect.Value) bool

// leave is the step of a node for html/template.
func leave(*state, reflect.Value) bool { return false }

// body is a template compiled for one type.
type body struct {
	steps []step
	slots int // of variables
}

// state is one execution.
type state struct {
	out   []byte
	vars  []reflect.Value // of all templates that are being executed
	base  int             // where those of the innermost begin
	depth int
	left  *sync.Map // the names of templates left to html/template
}

// maxDepth is how deep templates may be nested here. html/template allows more.
const maxDepth = 1000

// leastRoom is what most elements of a list take, in bytes.
const leastRoom = 4 << 10

// reserve makes room for one more element. A long page then takes twice as much memory
// each time it grows, and not a quarter more again and again.
func (s *state) reserve() {
	if cap(s.out)-len(s.out) < leastRoom {
		s.out = slices.Grow(s.out, max(len(s.out), leastRoom))
	}
}

// run executes a body.
func (s *state) run(b *body, dot reflect.Value) bool {
	if s.depth == maxDepth {
		return false
	}
	base := s.base
	s.base = len(s.vars)
	s.vars = append(s.vars, make([]reflect.Value, b.slots)...)
	s.vars[s.base] = dot // which is $
	s.depth++
	ok := s.all(b.steps, dot)
	s.depth--
	s.vars, s.base = s.vars[:s.base], base
	return ok
}

func (s *state) all(steps []step, dot reflect.Value) bool {
	for _, do := range steps {
		if !do(s, dot) {
			return false
		}
	}
	return true
}
