package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The grounds that colours stand on, those of 10-base.css.
const (
	groundLight = "#ffffff"
	groundDark  = "#15191f"
)

// minimalContrast is what WCAG asks of text of ordinary size.
const minimalContrast = 4.5

// colour is an opaque colour, each part from 0 to 1.
type colour struct{ r, g, b float64 }

// parseColour reads #rrggbb or #rgb.
func parseColour(s string) (colour, bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "#")
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	n, err := strconv.ParseUint(s, 16, 32)
	if len(s) != 6 || err != nil {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

// hex gives #rrggbb.
func (c colour) hex() string {
	to := func(x float64) int { return int(math.Round(x * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", to(c.r), to(c.g), to(c.b))
}

// luminance is the relative luminance of WCAG 2.
func (c colour) luminance() float64 {
	linear := func(x float64) float64 {
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// contrast is the contrast ratio of WCAG 2.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// mix moves c towards d by the share.
func (c colour) mix(d colour, share float64) colour {
	return colour{c.r + (d.r-c.r)*share, c.g + (d.g-c.g)*share, c.b + (d.b-c.b)*share}
}

// legible returns c, moved towards the pole only as far as its contrast on the
// ground needs.
func (c colour) legible(ground, pole colour, ratio float64) colour {
	for share := 0.0; share < 1; share += 0.04 {
		// What counts is the colour as it is written, after rounding.
		moved, _ := parseColour(c.mix(pole, share).hex())
		if contrast(moved, ground) >= ratio {
			return moved
		}
	}
	return pole
}

// tone is a colour of a grade in its two renderings, and the class of elements
// that bear it.
type tone struct {
	class, light, dark string
}

// toneOf gives the tone of a colour of a scheme. A colour that is missing or
// cannot be read gives no tone, and what bears it is written in ink.
func toneOf(hex string) (tone, bool) {
	c, ok := parseColour(hex)
	if !ok {
		return tone{}, false
	}
	white, _ := parseColour(groundLight)
	night, _ := parseColour(groundDark)
	black := colour{}
	return tone{
		class: "tone-" + strings.TrimPrefix(c.hex(), "#"),
		light: c.legible(white, black, minimalContrast).hex(),
		dark:  c.legible(night, white, 6).hex(),
	}, true
}
