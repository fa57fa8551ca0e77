package stencil

import (
	"bytes"
	"html/template"
	"reflect"
	"strings"
	"text/template/parse"
)

// compiler makes bodies of the templates of a set.
type compiler struct {
	set    *template.Template
	bodies map[bodyKey]*body

	scope []variable // of the template that is being compiled
	slots int
}

type bodyKey struct {
	name string
	data reflect.Type // nil where the template is given nothing
}

type variable struct {
	name string
	typ  reflect.Type
}

// body compiles a template once for each type of data. One that calls itself finds
// the body that is still being filled.
func (c *compiler) body(name string, data reflect.Type) *body {
	key := bodyKey{name, data}
	if b := c.bodies[key]; b != nil {
		return b
	}
	b := &body{slots: 1, steps: []step{leave}}
	c.bodies[key] = b
	// Templates that are called inside tags are copies that html/template keeps
	// to itself.
	if t := c.set.Lookup(name); t != nil && t.Tree != nil {
		inner := &compiler{set: c.set, bodies: c.bodies, slots: 1, scope: []variable{{"$", data}}}
		b.steps = inner.list(t.Tree.Root, data)
		b.slots = inner.slots
	}
	return b
}

// list compiles the nodes of a block, whose variables end with it.
func (c *compiler) list(list *parse.ListNode, dot reflect.Type) []step {
	if list == nil {
		return nil
	}
	mark := len(c.scope)
	var steps []step
	for _, n := range list.Nodes {
		steps = append(steps, c.node(n, dot))
	}
	c.scope = c.scope[:mark]
	return steps
}

func (c *compiler) node(n parse.Node, dot reflect.Type) step {
	switch n := n.(type) {
	case *parse.TextNode:
		return func(s *state, _ reflect.Value) bool { s.out = append(s.out, n.Text...); return true }
	case *parse.CommentNode:
		return func(*state, reflect.Value) bool { return true }
	case *parse.ActionNode:
		return c.action(n.Pipe, dot)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, dot)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, dot)
	case *parse.RangeNode:
		return c.loop(n, dot)
	case *parse.TemplateNode:
		return c.call(n, dot)
	}
	return leave
}

// action compiles an action that prints a value or sets a new variable.
func (c *compiler) action(p *parse.PipeNode, dot reflect.Type) step {
	if len(p.Decl) > 0 {
		value, ok := c.declared(p, dot)
		if !ok {
			return leave
		}
		return func(s *state, dot reflect.Value) bool { return value.of(s, dot).IsValid() }
	}
	value, ok := c.command(p.Cmds[0], dot)
	if !ok {
		return leave
	}
	var names []string
	for _, cmd := range p.Cmds[1:] {
		names = append(names, cmd.String())
	}
	escape := escapers[strings.Join(names, " | ")]
	switch {
	case escape == nil:
		return leave
	case value.typ == stringType:
		return func(s *state, dot reflect.Value) bool {
			v := value.of(s, dot)
			if !v.IsValid() {
				return false
			}
			s.out = escape(s.out, v.String())
			return true
		}
	case value.typ == intType:
		return func(s *state, dot reflect.Value) bool {
			v := value.of(s, dot)
			if !v.IsValid() {
				return false
			}
			s.out = appendInt(s.out, v.Int())
			return true
		}
	case value.typ == htmlType && names[0] == htmlEscaper && len(names) == 1:
		return func(s *state, dot reflect.Value) bool {
			v := value.of(s, dot)
			if !v.IsValid() {
				return false
			}
			s.out = append(s.out, v.String()...)
			return true
		}
	}
	return leave
}

// declared compiles a pipeline that may set one new variable.
func (c *compiler) declared(p *parse.PipeNode, dot reflect.Type) (expr, bool) {
	value, ok := c.pipe(p, dot)
	if !ok || p.IsAssign || len(p.Decl) > 1 {
		return expr{}, false
	}
	if len(p.Decl) == 0 {
		return value, true
	}
	slot := c.declare(p.Decl[0].Ident[0], value.typ)
	return expr{value.typ, func(s *state, dot reflect.Value) reflect.Value {
		v := value.of(s, dot)
		s.vars[s.base+slot] = v
		return v
	}}, true
}

func (c *compiler) declare(name string, typ reflect.Type) (slot int) {
	c.scope = append(c.scope, variable{name, typ})
	c.slots = max(c.slots, len(c.scope))
	return len(c.scope) - 1
}

// branch compiles if and with.
func (c *compiler) branch(n *parse.BranchNode, dot reflect.Type) step {
	defer func(mark int) { c.scope = c.scope[:mark] }(len(c.scope))
	value, ok := c.declared(n.Pipe, dot)
	if !ok {
		return leave
	}
	isTrue := truth(value.typ)
	if isTrue == nil {
		return leave
	}
	with := n.NodeType == parse.NodeWith
	inside := dot
	if with {
		inside = value.typ
	}
	then, other := c.list(n.List, inside), c.list(n.ElseList, dot)
	return func(s *state, dot reflect.Value) bool {
		v := value.of(s, dot)
		switch {
		case !v.IsValid():
			return false
		case !isTrue(v):
			return s.all(other, dot)
		case with:
			return s.all(then, v)
		}
		return s.all(then, dot)
	}
}

// loop compiles range over a slice.
func (c *compiler) loop(n *parse.RangeNode, dot reflect.Type) step {
	defer func(mark int) { c.scope = c.scope[:mark] }(len(c.scope))
	value, ok := c.pipe(n.Pipe, dot)
	if !ok || value.typ.Kind() != reflect.Slice || n.Pipe.IsAssign {
		return leave
	}
	if n.ElseList != nil && len(n.Pipe.Decl) > 0 {
		return leave // there the variables are the list
	}
	elem, index := value.typ.Elem(), -1
	element := -1
	switch d := n.Pipe.Decl; len(d) {
	case 2:
		index = c.declare(d[0].Ident[0], intType)
		element = c.declare(d[1].Ident[0], elem)
	case 1:
		element = c.declare(d[0].Ident[0], elem)
	}
	each := c.list(n.List, elem)
	none := c.list(n.ElseList, dot)
	return func(s *state, dot reflect.Value) bool {
		list := value.of(s, dot)
		if !list.IsValid() {
			return false
		}
		if list.Len() == 0 {
			return s.all(none, dot)
		}
		for i := range list.Len() {
			x := list.Index(i)
			if index >= 0 {
				s.vars[s.base+index] = reflect.ValueOf(i)
			}
			if element >= 0 {
				s.vars[s.base+element] = x
			}
			s.reserve()
			if !s.all(each, x) {
				return false
			}
		}
		return true
	}
}

// call compiles the call of another template. One that is given the page, and that
// a stencil cannot execute, is left to html/template alone.
func (c *compiler) call(n *parse.TemplateNode, dot reflect.Type) step {
	if n.Pipe == nil {
		b := c.body(n.Name, nil)
		return func(s *state, _ reflect.Value) bool { return s.run(b, reflect.Value{}) }
	}
	value, ok := c.pipe(n.Pipe, dot)
	if !ok || len(n.Pipe.Decl) > 0 {
		return leave
	}
	b := c.body(n.Name, value.typ)
	return func(s *state, dot reflect.Value) bool {
		v := value.of(s, dot)
		if !v.IsValid() {
			return false
		}
		mark := len(s.out)
		vars, base, depth := s.vars, s.base, s.depth
		if s.run(b, v) {
			return true
		}
		s.vars, s.base, s.depth = vars, base, depth
		if v.Kind() != reflect.Pointer || c.set.Lookup(n.Name) == nil {
			return false
		}
		s.left.Store(n.Name, nil)
		rest := bytes.NewBuffer(s.out[:mark])
		if c.set.ExecuteTemplate(rest, n.Name, v.Interface()) != nil {
			return false
		}
		s.out = rest.Bytes()
		return true
	}
}
