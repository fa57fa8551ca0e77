package catalog

import "reflect"

// WithoutOrigins returns a deep copy of a value of this package in which nothing
// tells where it was written, so that two values can be compared by what they say.
// Lists without elements are nil.
func WithoutOrigins(v any) any {
	return plain(reflect.ValueOf(v)).Interface()
}

var originType = reflect.TypeFor[Origin]()

func plain(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		if v.Type() == originType {
			return out
		}
		if v.Type() == reflect.TypeFor[Prose]() {
			out.Field(0).Set(v.Field(0)) // the Markdown tells the rest
			return out
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(plain(v.Field(i)))
			}
		}
		return out
	case reflect.Slice:
		out := reflect.Zero(v.Type())
		for i := range v.Len() {
			out = reflect.Append(out, plain(v.Index(i)))
		}
		return out
	}
	return v
}
