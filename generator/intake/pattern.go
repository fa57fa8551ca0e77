package intake

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked for: most runs
// of the program take nothing in.
func pattern(source string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}
