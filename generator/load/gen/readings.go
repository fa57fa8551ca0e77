//go:build ignore

// Readings writes data/readings.txt, the usual reading of every character in
// go-pinyin's dictionary: each line is a syllable without tone and the characters
// that are read so.
//
//	go run gen/readings.go >data/readings.txt
package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mozillazg/go-pinyin"
)

func main() {
	lines := map[string][]rune{}
	for code := range pinyin.PinyinDict {
		if syllables := pinyin.SinglePinyin(rune(code), pinyin.NewArgs()); len(syllables) > 0 {
			lines[syllables[0]] = append(lines[syllables[0]], rune(code))
		}
	}
	for _, syllable := range slices.Sorted(maps.Keys(lines)) {
		fmt.Println(syllable, string(slices.Sorted(slices.Values(lines[syllable]))))
	}
}
