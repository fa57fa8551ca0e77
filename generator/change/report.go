package change

import (
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"

	"gongshi/generator/diag"
)

var kindWords = map[string]diag.Text{
	Added: {Zh: "新增风险点", En: "risk point added"}, Removed: {Zh: "移除风险点", En: "risk point removed"}, Moved: {Zh: "风险点移动", En: "risk point moved"},
	Regraded: {Zh: "调整等级", En: "grade changed"}, Reworded: {Zh: "修改文字", En: "reworded"},
	ControlAdded: {Zh: "新增措施", En: "control added"}, ControlRemoved: {Zh: "删除措施", En: "control removed"}, ControlReworded: {Zh: "修改措施", En: "control reworded"},
}

var fieldWords = map[string]diag.Text{
	"title": {Zh: "名称", En: "title"}, "category": {Zh: "类别", En: "category"}, "manifestation": {Zh: "表现", En: "manifestation"}, "cause": {Zh: "成因", En: "cause"},
	"consequence": {Zh: "后果", En: "consequence"}, "liability": {Zh: "责任追究", En: "liability"}, "basis": {Zh: "依据", En: "basis"},
	"reason": {Zh: "评级理由", En: "reason"}, "residual": {Zh: "剩余等级", En: "grade after controls"}, "description": {Zh: "说明", En: "description"},
}

// KindName names a kind of change in a language.
func KindName(kind string, lang diag.Lang) string { return kindWords[kind].In(lang) }

// Detail tells what a change replaced by what, or is empty where the kind says all.
func (c Change) Detail(lang diag.Lang) string {
	switch c.Kind {
	case Moved:
		return diag.Textf("原地址 %s", "earlier address %s", c.Was).In(lang)
	case Regraded:
		return diag.Textf("由“%s”调整为“%s”", "from %q to %q", orNone(c.Before, lang), orNone(c.After, lang)).In(lang)
	case Reworded:
		name := fieldWords[c.Field].In(lang)
		switch {
		case c.Before == "":
			return diag.Textf("写上%s：%s", "%s written: %s", name, c.After).In(lang)
		case c.After == "":
			return diag.Textf("删去%s：%s", "%s deleted: %s", name, c.Before).In(lang)
		}
		return diag.Textf("%s由“%s”改为“%s”", "%s from %q to %q", name, c.Before, c.After).In(lang)
	case ControlAdded:
		return c.After
	case ControlRemoved:
		return c.Before
	case ControlReworded:
		return diag.Textf("由“%s”改为“%s”", "from %q to %q", c.Before, c.After).In(lang)
	}
	return ""
}

func orNone(s string, lang diag.Lang) string {
	if s == "" {
		return diag.Text{Zh: "无", En: "none"}.In(lang)
	}
	return s
}

// Summary counts the changes by kind, in one sentence.
func Summary(changes []Change, lang diag.Lang) string {
	if len(changes) == 0 {
		return diag.Text{Zh: "没有变更", En: "no changes"}.In(lang)
	}
	count := map[string]int{}
	for _, c := range changes {
		count[c.Kind]++
	}
	var parts []string
	for _, kind := range Kinds {
		if n := count[kind]; n > 0 {
			parts = append(parts, diag.Textf("%[1]s %[3]d 处", "%[2]s: %[3]d", kindWords[kind].Zh, kindWords[kind].En, n).In(lang))
		}
	}
	return strings.Join(parts, diag.Text{Zh: "，", En: ", "}.In(lang))
}

// Text writes one line for each change.
func Text(w io.Writer, changes []Change, lang diag.Lang) error {
	for _, c := range changes {
		line := fmt.Sprintf("%s: %s: %s", c.Address, KindName(c.Kind, lang), c.Title)
		if d := c.Detail(lang); d != "" {
			line += diag.Text{Zh: "：", En: ": "}.In(lang) + strings.ReplaceAll(d, "\n", " ")
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// JSON writes the changes as an array of objects.
func JSON(w io.Writer, changes []Change) error {
	if changes == nil {
		changes = []Change{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(changes)
}

// Group is the changes of one risk point.
type Group struct {
	Address, Unit, Position, Title string
	Changes                        []Change
}

// ByPoint groups changes, which are in the order of addresses, by risk point.
func ByPoint(changes []Change) []Group {
	var groups []Group
	for _, c := range changes {
		if n := len(groups); n == 0 || groups[n-1].Address != c.Address {
			groups = append(groups, Group{Address: c.Address, Unit: c.Unit, Position: c.Position, Title: c.Title})
		}
		g := &groups[len(groups)-1]
		g.Changes = append(g.Changes, c)
	}
	return groups
}

// Markdown writes the changes as a notice, a heading for each risk point.
func Markdown(w io.Writer, changes []Change, lang diag.Lang) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", noticeTitle.In(lang), Summary(changes, lang))
	for _, g := range ByPoint(changes) {
		fmt.Fprintf(&b, "\n## %s · %s · %s\n\n`%s`\n\n", escape(g.Unit), escape(g.Position), escape(g.Title), g.Address)
		for _, c := range g.Changes {
			fmt.Fprintf(&b, "- **%s**", KindName(c.Kind, lang))
			if d := c.Detail(lang); d != "" {
				fmt.Fprintf(&b, "%s%s", diag.Text{Zh: "：", En: ": "}.In(lang), escape(d))
			}
			b.WriteByte('\n')
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var noticeTitle = diag.Text{Zh: "风险目录变更公告", En: "Changes of the catalogue"}

// escape keeps the marks of Markdown in a text from being read as such.
func escape(s string) string {
	return strings.NewReplacer("\n", " ", `\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`, "#", `\#`).Replace(s)
}

var notice = template.Must(template.New("notice").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.7 sans-serif}h2{font-size:1.1rem;margin:1.6rem 0 .2rem}ul{margin:.2rem 0;padding-left:1.2rem}.address{color:#555;font-size:.9rem}@media print{h2{break-after:avoid}}</style>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Summary}}</p>
{{range .Groups}}<section>
<h2>{{.Unit}} · {{.Position}} · {{.Title}}</h2>
<p class="address">{{.Address}}</p>
<ul>
{{range .Lines}}<li><strong>{{.Kind}}</strong>{{with .Detail}}{{$.Colon}}{{.}}{{end}}</li>
{{end}}</ul>
</section>
{{end}}</body>
</html>
`))

// Notice writes the changes as a page of its own, to be published or printed.
func Notice(w io.Writer, changes []Change, lang diag.Lang) error {
	type line struct{ Kind, Detail string }
	type group struct {
		Group
		Lines []line
	}
	page := struct {
		Lang, Title, Summary, Colon string
		Groups                      []group
	}{map[diag.Lang]string{diag.Chinese: "zh-Hans", diag.English: "en"}[lang], noticeTitle.In(lang), Summary(changes, lang), diag.Text{Zh: "：", En: ": "}.In(lang), nil}
	for _, g := range ByPoint(changes) {
		out := group{Group: g}
		for _, c := range g.Changes {
			out.Lines = append(out.Lines, line{KindName(c.Kind, lang), c.Detail(lang)})
		}
		page.Groups = append(page.Groups, out)
	}
	return notice.Execute(w, page)
}
