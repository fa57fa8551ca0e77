package render

import (
	"encoding/json"
	"testing"

	"golang.org/x/net/html"

	"gongshi/generator/catalog"
)

// datasetOf reads what a page tells machines of its downloads, or is nil.
func datasetOf(t *testing.T, page []byte) map[string]any {
	var found map[string]any
	eachElement(t, page, func(n *html.Node) {
		if kind, _ := attr(n, "type"); n.Data == "script" && kind == "application/ld+json" {
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &found); err != nil {
				t.Error(err)
			}
		}
	})
	return found
}

func TestDatasetTellsOfTheDownloads(t *testing.T) {
	site := fullSite(t, "zh-Hans")
	out := build(t, site, units(t, site), catalog.View{Audience: catalog.AudiencePublic})
	d := datasetOf(t, out.files["邮政局/index.html"])
	for key, want := range map[string]any{
		"name": "某市邮政局风险防控目录", "identifier": "YZ-2026-001", "url": "https://example.gov.cn/lz/%E9%82%AE%E6%94%BF%E5%B1%80/",
		"dateCreated": "2026-01-05", "datePublished": "2026-01-19", "dateModified": "2026-02-01",
	} {
		if d[key] != want {
			t.Errorf("%s is %v, want %v", key, d[key], want)
		}
	}
	if files, _ := d["distribution"].([]any); len(files) != 3 || files[1].(map[string]any)["contentUrl"] != "https://example.gov.cn/lz/data/%E9%82%AE%E6%94%BF%E5%B1%80.csv" {
		t.Errorf("downloads: %v", d["distribution"])
	}
	if datasetOf(t, out.files["index.html"]) == nil {
		t.Error("the home page tells of no data")
	}
	for _, name := range []string{"gone/index.html", "邮政局/east/index.html"} { // withdrawn, draft
		if datasetOf(t, out.files[name]) != nil {
			t.Errorf("%s tells of data", name)
		}
	}
}
