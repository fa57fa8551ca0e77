package lsp

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"gongshi/generator"
	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/load"
)

// The place of a value in a line: the field that it belongs to and what is written
// of it so far.
type place struct {
	field string // as a key of TOML names it; "" for the beginning of an entry
	typed string
	from  int // byte at which what is typed begins
	quote bool
	inner bool // in the parentheses of a control
}

var (
	tomlValue  = regexp.MustCompile(`^\s*([a-z_]+)\s*=\s*(.*)$`)
	openParen  = regexp.MustCompile(`[（(]([^（()）]*)$`)
	entryLabel = regexp.MustCompile(`^\s*[-*+]\s+(?:\*\*)?([^：:*]+?)(?:\*\*)?\s*[：:]\s*(.*)$`)
	entryStart = regexp.MustCompile(`^\s*[-*+]\s+([^：:]*)$`)
)

// fieldsOfLabels are the keys that labels in Markdown stand for.
var fieldsOfLabels = map[string]string{
	"类别": "category", "风险类别": "category", "等级": "grade", "风险等级": "grade", "剩余等级": "residual", "来源": "source", "公开范围": "audience", "承接": "extends",
	"豁免": "allow", "依据": "basis", "法律依据": "basis", "责任": "owner", "责任人": "owner", "监督": "supervisor", "监督人": "supervisor", "方式": "treatment", "处置方式": "treatment",
	"可能性": "likelihood", "影响程度": "severity", "暴露频率": "exposure", "种类": "kind",
}

func fieldOf(label string) string {
	label = strings.TrimSpace(label)
	if f := fieldsOfLabels[label]; f != "" {
		return f
	}
	return strings.ToLower(label)
}

// inTOML reports whether the cursor stands in TOML: a TOML file, or the front
// matter of a position.
func (v *view) inTOML() bool {
	if path.Ext(v.name) == ".toml" {
		return true
	}
	marks := 0
	for i := 0; i < v.at.Line && i < len(v.lines); i++ {
		if strings.TrimSpace(v.lines[i]) == "+++" {
			marks++
		}
	}
	return marks == 1
}

// place tells where the cursor stands.
func (v *view) place() place {
	before := v.line(v.at.Line)[:v.col]
	if v.inTOML() {
		m := tomlValue.FindStringSubmatchIndex(before)
		if m == nil {
			return place{typed: strings.TrimSpace(before), from: len(before) - len(strings.TrimLeft(before, " \t"))}
		}
		p := place{field: before[m[2]:m[3]], from: m[4]}
		rest := before[m[4]:]
		if i := strings.LastIndexByte(rest, '"'); i >= 0 && strings.Count(rest, `"`)%2 == 1 {
			p.from, p.quote = m[4]+i+1, true
		} else if i := strings.LastIndexAny(rest, "[,"); i >= 0 {
			p.from = m[4] + i + 1
		}
		p.typed = strings.TrimLeft(before[p.from:], " ")
		p.from = len(before) - len(p.typed)
		return p
	}
	if m := openParen.FindStringSubmatchIndex(before); m != nil && entryLabel.MatchString(before) || m != nil && entryStart.MatchString(before) {
		inner, start := before[m[2]:m[3]], m[2]
		if i := strings.LastIndexAny(inner, "；;"); i >= 0 {
			size := len("；")
			if inner[i] == ';' {
				size = 1
			}
			inner, start = inner[i+size:], start+i+size
		}
		label, value, ok := strings.Cut(strings.ReplaceAll(inner, ":", "："), "：")
		if ok {
			return place{field: fieldOf(label), typed: value, from: len(before) - len(value), inner: true}
		}
		return place{typed: strings.TrimSpace(inner), from: start + len(inner) - len(strings.TrimLeft(inner, " ")), inner: true}
	}
	if m := entryLabel.FindStringSubmatchIndex(before); m != nil {
		p := place{field: fieldOf(before[m[2]:m[3]]), typed: before[m[4]:m[5]], from: m[4]}
		if p.field == "category" {
			if i := strings.LastIndexAny(p.typed, "、,，"); i >= 0 {
				size := len("、")
				if p.typed[i] == ',' {
					size = 1
				}
				p.from += i + size
				p.typed = p.typed[i+size:]
			}
		}
		return p
	}
	if m := entryStart.FindStringSubmatchIndex(before); m != nil && !strings.HasPrefix(before, " ") {
		return place{typed: before[m[2]:m[3]], from: m[2]}
	}
	return place{field: "?"}
}

// offer is a word that may be written.
type offer struct{ word, detail string }

// complete lists what may be written at the cursor.
func (v *view) complete() any {
	p := v.place()
	items := []completionItem{}
	for i, o := range v.offers(p) {
		text := o.word
		if v.inTOML() && p.field != "" && !p.quote {
			text = `"` + text + `"`
		}
		items = append(items, completionItem{Label: o.word, Kind: 12, Detail: o.detail, Sort: fmt.Sprintf("%04d", i), Filter: text,
			TextEdit: textEdit{v.span(v.at.Line, p.from, v.col), text}})
	}
	return map[string]any{"isIncomplete": false, "items": items}
}

func terms(list []catalog.Term) []offer {
	var out []offer
	for _, t := range list {
		out = append(out, offer{t.Label, ""})
	}
	return out
}

// choices offers values with the word that pages show for them.
func choices(list []catalog.Term) []offer {
	var out []offer
	for _, t := range list {
		out = append(out, offer{t.ID, t.Label})
	}
	return out
}

func words(list ...string) []offer {
	var out []offer
	for _, w := range list {
		out = append(out, offer{w, ""})
	}
	return out
}

func (v *view) offers(p place) []offer {
	s := v.scheme()
	switch p.field {
	case "":
		return v.labels(p)
	case "grade", "residual":
		var out []offer
		for _, g := range s.Grades {
			out = append(out, offer{g.Label, g.Meaning})
		}
		return out
	case "category":
		return terms(s.Categories)
	case "source":
		return terms(s.Sources)
	case "treatment":
		return terms(s.Treatments)
	case "stage":
		if path.Base(v.name) == "unit.toml" {
			return terms(s.Approvals)
		}
		return terms(s.Stages)
	case "likelihood", "severity", "exposure":
		var out []offer
		for _, sc := range s.Scores {
			if sc.Input == p.field {
				out = append(out, offer{fmt.Sprintf("%g", sc.Value), sc.Label})
			}
		}
		return out
	case "audience":
		if v.inTOML() {
			return words(catalog.AudiencePublic, catalog.AudienceInternal)
		}
		return words("公开", "内部")
	case "level":
		return choices(catalog.LevelWords)
	case "status":
		if v.name == "rules.toml" {
			return choices(catalog.RuleStatusWords)
		}
		return choices(catalog.StatusWords)
	case "scheme", "include":
		var out []offer
		for _, id := range sortedSchemes(v.site) {
			out = append(out, offer{id, v.site.Schemes[id].Name})
		}
		return out
	case "allow", "rule":
		var out []offer
		for _, r := range generator.Rules() {
			out = append(out, offer{r.Name, r.Title.In(v.lang)})
		}
		return out
	case "basis":
		var out []offer
		for _, r := range v.site.Register {
			out = append(out, offer{r.ID, r.Title})
		}
		return out
	case "extends":
		return v.addresses()
	}
	return v.ofUnit(p.field)
}

// ofUnit offers what the unit itself names.
func (v *view) ofUnit(field string) []offer {
	if v.unit == nil {
		return nil
	}
	var departments, positions, names, risks []offer
	for _, d := range v.unit.Departments {
		departments = append(departments, offer{d.Name, d.ID})
	}
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		positions = append(positions, offer{p.ID, p.Name})
		names = append(names, offer{p.Name, p.Department})
		for _, r := range p.Risks {
			if p.Origin.File == v.name {
				risks = append(risks, offer{r.ID, r.Title})
			}
		}
	}
	switch field {
	case "department", "manages":
		return departments
	case "leader":
		return positions
	case "owner", "supervisor", "by":
		return append(names, departments...)
	case "risks":
		return risks
	case "risk":
		var out []offer
		for i := range v.unit.Positions {
			for _, r := range v.unit.Positions[i].Risks {
				out = append(out, offer{v.unit.Positions[i].ID + "#" + r.ID, r.Title})
			}
		}
		return out
	}
	return nil
}

// addresses are those of the risk points of the units above this one.
func (v *view) addresses() []offer {
	var out []offer
	above := map[string]bool{}
	if v.unit != nil {
		for id := v.unit.Parent; id != ""; id = path.Dir(id) {
			above[id] = true
			if !strings.Contains(id, "/") {
				break
			}
		}
	}
	for _, u := range v.site.Units {
		if !above[u.ID] {
			continue
		}
		unit, _, err := load.Unit(v.fsys, v.site, u)
		if err != nil {
			continue
		}
		for i := range unit.Positions {
			for _, r := range unit.Positions[i].Risks {
				out = append(out, offer{catalog.Address(u.ID, unit.Positions[i].ID, r.ID), r.Title})
			}
		}
	}
	return out
}

func sortedSchemes(site *load.Site) []string {
	return slices.Sorted(maps.Keys(site.Schemes))
}

// labels offers what an entry may begin with.
func (v *view) labels(p place) []offer {
	if v.inTOML() {
		return nil // the schemas serve the keys of TOML
	}
	var out []offer
	if p.inner {
		for _, l := range []string{"责任", "监督", "时限", "频次", "方式", "依据", "指标", "公开范围"} {
			out = append(out, offer{l + "：", ""})
		}
		return out
	}
	for _, l := range []string{"类别", "等级", "表现"} {
		out = append(out, offer{l + "：", ""})
	}
	for _, t := range v.scheme().Stages {
		out = append(out, offer{t.Label + "：", ""})
	}
	for _, l := range []string{"防控措施", "成因", "后果", "责任追究", "依据", "可能性", "影响程度", "暴露频率", "评级理由", "剩余等级", "来源", "种类", "复核日期", "公开范围", "承接", "豁免"} {
		out = append(out, offer{l + "：", ""})
	}
	return out
}

// hover explains the grade or the rule under the cursor.
func (v *view) hover() any {
	line := v.line(v.at.Line)
	word, from, to := wordAround(line, v.col)
	field := ""
	if v.inTOML() {
		if m := tomlValue.FindStringSubmatch(line); m != nil {
			field = m[1]
		}
	} else if m := entryLabel.FindStringSubmatch(line); m != nil {
		field = fieldOf(m[1])
	}
	text := ""
	switch field {
	case "grade", "residual":
		if g, _ := v.scheme().FindGrade(word); g != nil {
			text = v.explain(g)
		}
	case "basis":
		if r, clause := v.site.Cites(strings.TrimSpace(strings.SplitN(word, "第", 2)[0])); r != nil {
			text = r.Quoted() + clause
			for _, part := range []string{r.Number, r.Issuer, r.Status} {
				if part != "" {
					text += "\n\n" + part
				}
			}
		}
	case "scheme":
		if s := v.site.Schemes[word]; s != nil {
			text = s.Name
		}
	}
	if text == "" {
		return nil
	}
	return map[string]any{"contents": map[string]string{"kind": "markdown", "value": text}, "range": v.span(v.at.Line, from, to)}
}

func (v *view) explain(g *catalog.Grade) string {
	lines := []string{fmt.Sprintf("**%s** %s", g.Label, g.Symbol)}
	add := func(zh, en, value string) {
		if value != "" {
			lines = append(lines, diag.Text{Zh: zh + "：", En: en + ": "}.In(v.lang)+value)
		}
	}
	add("含义", "meaning", g.Meaning)
	add("监控", "monitored by", g.Monitor)
	add("责任追究", "accountability", g.Accountability)
	if g.ReviewMonths > 0 {
		add("复核", "review", diag.Textf("每 %d 个月", "every %d months", g.ReviewMonths).In(v.lang))
	}
	return strings.Join(lines, "\n\n")
}

// definition finds where what is named under the cursor is written.
func (v *view) definition() any {
	word, _, _ := wordAround(v.line(v.at.Line), v.col)
	if word == "" {
		return nil
	}
	if at, ok := v.find(word); ok {
		t := v.server.text(at.File)
		return location{v.uri(at.File), t.span(max(at.Line-1, 0), max(at.Column-1, 0), max(at.Column-1, 0))}
	}
	return nil
}

func (v *view) find(word string) (diag.Position, bool) {
	word = strings.ReplaceAll(strings.TrimSuffix(word, ".md"), ".md#", "#")
	if address, risk, ok := strings.Cut(word, "#"); ok {
		unit, pos := path.Dir(address), path.Base(address)
		if v.unit != nil && (unit == "." || address == "") {
			unit = v.unit.ID
		}
		for _, u := range v.site.Units {
			if u.ID != unit {
				continue
			}
			full, _, err := load.Unit(v.fsys, v.site, u)
			if err != nil {
				return diag.Position{}, false
			}
			if p := full.Position(pos); p != nil {
				if r := p.Risk(risk); r != nil {
					return r.Origin.Position(), true
				}
				return p.Origin.Position(), true
			}
		}
		return diag.Position{}, false
	}
	for i := range v.site.Register {
		if r := &v.site.Register[i]; r.ID == word {
			return r.Origin.Position(), true
		}
	}
	if v.unit == nil {
		return diag.Position{}, false
	}
	for i := range v.unit.Positions {
		p := &v.unit.Positions[i]
		if p.Origin.File == v.name {
			if r := p.Risk(word); r != nil {
				return r.Origin.Position(), true
			}
		}
	}
	if d := v.unit.Department(word); d != nil {
		return d.Origin.Position(), true
	}
	if p := v.unit.Position(word); p != nil {
		return p.Origin.Position(), true
	}
	return diag.Position{}, false
}
