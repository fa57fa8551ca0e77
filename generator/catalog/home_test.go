package catalog

import "testing"

func TestParseHome(t *testing.T) {
	for address, want := range map[string]string{
		"https://mzj.example.gov.cn":          "https://mzj.example.gov.cn/",
		"https://example.gov.cn/某局/公示":        "https://example.gov.cn/%E6%9F%90%E5%B1%80/%E5%85%AC%E7%A4%BA/",
		"http://10.0.0.1:8080/a/":             "http://10.0.0.1:8080/a/",
		"../民政局/":                             "../%E6%B0%91%E6%94%BF%E5%B1%80/",
		"../mzj":                              "../mzj/",
		"":                                    "",
		"javascript:alert(1)":                 "",
		"data:text/html,x":                    "",
		"ftp://example.gov.cn/":               "",
		"//example.gov.cn/":                   "",
		"/srv/www/":                           "",
		"https://example.gov.cn/?q=1":         "",
		"https://example.gov.cn/#x":           "",
		"https://name:word@example.gov.cn/":   "",
		"https://":                            "",
		"https:opaque":                        "",
		"https://example.gov.cn/\x00":         "",
		"JavaScript://example.gov.cn/%0aa(1)": "",
	} {
		got, ok := ParseHome(address)
		if got != want || ok != (want != "") {
			t.Errorf("ParseHome(%q) = %q, %t, want %q", address, got, ok, want)
		}
	}
}

func TestHome(t *testing.T) {
	for _, c := range []struct {
		home       Home
		base, page string
	}{
		{Home{URL: "https://mzj.example.gov.cn/", ID: "jiuzhu"}, "https://shi.example.gov.cn/", "https://mzj.example.gov.cn/jiuzhu/gang.html"},
		{Home{URL: "../mzj/", ID: "jiuzhu"}, "https://shi.example.gov.cn/menhu/", "https://shi.example.gov.cn/mzj/jiuzhu/gang.html"},
		{Home{URL: "../mzj/", ID: "救助"}, "../../shi/menhu/", "../../shi/mzj/%E6%95%91%E5%8A%A9/gang.html"},
	} {
		h := c.home.From(c.base)
		if got := h.To("gang.html"); got != c.page {
			t.Errorf("%v from %s: %s, want %s", c.home, c.base, got, c.page)
		}
	}
}
