// Command make writes a made-up corpus to a folder: make SHAPE DIR.
package main

import (
	"fmt"
	"os"

	"gongshi/generator/corpus"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: make S|M|L|XL|uneven|wordy DIR"))
	}
	shape, ok := corpus.Shapes[os.Args[1]]
	if !ok {
		fail(fmt.Errorf("no shape %q; there are S, M, L, XL, uneven and wordy", os.Args[1]))
	}
	if err := shape.Write(os.Args[2]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "make:", err)
	os.Exit(1)
}
