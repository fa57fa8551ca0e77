package stencil

import (
	"cmp"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"text/template/parse"
)

var (
	stringType = reflect.TypeFor[string]()
	intType    = reflect.TypeFor[int]()
	boolType   = reflect.TypeFor[bool]()
	htmlType   = reflect.TypeFor[template.HTML]()
)

// expr is an expression whose type is known. Its value is the zero Value where it
// is one for html/template.
type expr struct {
	typ reflect.Type
	of  func(s *state, dot reflect.Value) reflect.Value
}

func constant[T any](x T) expr {
	v := reflect.ValueOf(x)
	return expr{v.Type(), func(*state, reflect.Value) reflect.Value { return v }}
}

// pipe compiles a pipeline of one command. Its variables are the caller's matter.
func (c *compiler) pipe(p *parse.PipeNode, dot reflect.Type) (expr, bool) {
	if p == nil || len(p.Cmds) != 1 {
		return expr{}, false
	}
	return c.command(p.Cmds[0], dot)
}

func (c *compiler) command(cmd *parse.CommandNode, dot reflect.Type) (expr, bool) {
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.function(f.Ident, cmd.Args[1:], dot)
	}
	if len(cmd.Args) > 1 {
		return expr{}, false
	}
	return c.operand(cmd.Args[0], dot)
}

// operand compiles what stands for a value without arguments of its own.
func (c *compiler) operand(n parse.Node, dot reflect.Type) (expr, bool) {
	this := expr{dot, func(_ *state, dot reflect.Value) reflect.Value { return dot }}
	switch n := n.(type) {
	case *parse.DotNode:
		return this, dot != nil
	case *parse.FieldNode:
		return fields(this, n.Ident)
	case *parse.VariableNode:
		v, ok := c.variable(n.Ident[0])
		if !ok {
			return expr{}, false
		}
		return fields(v, n.Ident[1:])
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			return expr{}, false
		}
		return c.pipe(n, dot)
	case *parse.StringNode:
		return constant(n.Text), true
	case *parse.NumberNode:
		if n.IsInt && strings.Trim(n.Text, "0123456789") == "" {
			return constant(int(n.Int64)), true
		}
	}
	return expr{}, false
}

func (c *compiler) variable(name string) (expr, bool) {
	for slot, v := range slices.Backward(c.scope) {
		if v.name == name {
			return expr{v.typ, func(s *state, _ reflect.Value) reflect.Value { return s.vars[s.base+slot] }}, v.typ != nil
		}
	}
	return expr{}, false
}

// fields compiles a chain of fields and methods.
func fields(x expr, names []string) (expr, bool) {
	for _, name := range names {
		var ok bool
		if x, ok = field(x, name); !ok {
			return expr{}, false
		}
	}
	return x, true
}

// field compiles a field or method of a value, or of what it points to. A nil
// pointer is an error, for html/template to tell.
func field(x expr, name string) (expr, bool) {
	if x.typ == nil {
		return expr{}, false
	}
	if m, ok := x.typ.MethodByName(name); ok {
		return method(x, m)
	}
	t, of := x.typ, x.of
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		of = func(s *state, dot reflect.Value) reflect.Value {
			if v := x.of(s, dot); v.IsValid() {
				return v.Elem()
			}
			return reflect.Value{}
		}
	}
	if t.Kind() != reflect.Struct {
		return expr{}, false
	}
	f, ok := t.FieldByName(name)
	if _, hidden := reflect.PointerTo(t).MethodByName(name); !ok || hidden || !f.IsExported() || throughPointer(t, f.Index) {
		return expr{}, false
	}
	return expr{f.Type, func(s *state, dot reflect.Value) reflect.Value {
		v := of(s, dot)
		if !v.IsValid() {
			return v
		}
		for _, i := range f.Index {
			v = v.Field(i)
		}
		return v
	}}, true
}

// throughPointer reports whether a field is promoted from an embedded pointer.
func throughPointer(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		if t = t.Field(i).Type; t.Kind() != reflect.Struct {
			return true
		}
	}
	return false
}

// method compiles a call of a method that takes nothing and gives one thing.
func method(x expr, m reflect.Method) (expr, bool) {
	if x.typ.Kind() == reflect.Interface || m.Type.NumIn() != 1 || m.Type.NumOut() != 1 {
		return expr{}, false
	}
	return expr{m.Type.Out(0), func(s *state, dot reflect.Value) reflect.Value {
		v := x.of(s, dot)
		if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
			return reflect.Value{}
		}
		return m.Func.Call([]reflect.Value{v})[0]
	}}, true
}

// comparisons tell by the sign of a comparison whether it holds.
var comparisons = map[string]func(sign int) bool{
	"eq": func(sign int) bool { return sign == 0 },
	"ne": func(sign int) bool { return sign != 0 },
	"lt": func(sign int) bool { return sign < 0 },
	"le": func(sign int) bool { return sign <= 0 },
	"gt": func(sign int) bool { return sign > 0 },
	"ge": func(sign int) bool { return sign >= 0 },
}

// function compiles the length of a list and the comparison of two numbers or two
// texts.
func (c *compiler) function(name string, nodes []parse.Node, dot reflect.Type) (expr, bool) {
	var args []expr
	for _, n := range nodes {
		x, ok := c.operand(n, dot)
		if !ok {
			return expr{}, false
		}
		args = append(args, x)
	}
	holds := comparisons[name]
	switch {
	case name == "len" && len(args) == 1 && args[0].typ.Kind() == reflect.Slice:
		return expr{intType, func(s *state, dot reflect.Value) reflect.Value {
			if v := args[0].of(s, dot); v.IsValid() {
				return reflect.ValueOf(v.Len())
			}
			return reflect.Value{}
		}}, true
	case holds != nil && len(args) == 2 && args[0].typ == args[1].typ && (args[0].typ == intType || args[0].typ == stringType):
		return expr{boolType, func(s *state, dot reflect.Value) reflect.Value {
			a, b := args[0].of(s, dot), args[1].of(s, dot)
			switch {
			case !a.IsValid() || !b.IsValid():
				return reflect.Value{}
			case a.Kind() == reflect.Int:
				return reflect.ValueOf(holds(cmp.Compare(a.Int(), b.Int())))
			}
			return reflect.ValueOf(holds(cmp.Compare(a.String(), b.String())))
		}}, true
	}
	return expr{}, false
}

// truth is how a type of value is judged by if and with, or nil.
func truth(t reflect.Type) func(reflect.Value) bool {
	switch t.Kind() {
	case reflect.String, reflect.Slice:
		return func(v reflect.Value) bool { return v.Len() > 0 }
	case reflect.Bool:
		return reflect.Value.Bool
	case reflect.Int:
		return func(v reflect.Value) bool { return v.Int() != 0 }
	case reflect.Pointer:
		return func(v reflect.Value) bool { return !v.IsNil() }
	case reflect.Struct:
		return func(reflect.Value) bool { return true }
	}
	return nil
}
