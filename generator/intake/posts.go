package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
)

// A cell may name several posts that share a risk point: 局长、副局长. Each of them
// gets it, with the same kind, so that it is known to be one.

const (
	maxPosts  = 12     // of one cell
	maxShared = 20_000 // risk points that are written once more
)

var (
	// joined are the words between two posts where no mark parts them.
	joined = pattern(`以及|[和及与與]`)
	// partyOffice is an office that is held with the one named after it, by one person:
	// 党组书记、局长.
	partyOffice = pattern(`^(?:.*[党黨])?(?:组|組|委|总支|總支|支部|工委)?副?(?:书记|書記|成员|成員|委员|委員)$`)
	// rankOnly are the ends of names that a line break may part from their beginning.
	rankOnly = []string{"助理", "干事", "专责", "主管", "负责人", "岗位", "医师", "教师", "护士", "会计", "出纳"}
)

// posts parts the text of a cell that names several posts, without the names of
// persons. Where any part is not surely a post of its own, there is one.
func posts(s string) (posts, names []string) {
	lines := strings.Contains(strings.TrimSpace(s), "\n")
	parts := splitNumbered(s)
	if len(parts) < 2 {
		parts = splitAt(s, "、，,；;/／\n")
	}
	if at := joined().FindStringIndex(s); len(parts) == 1 && at != nil {
		parts, lines = []string{s[:at[0]], s[at[1]:]}, false
	}
	if len(parts) < 2 || len(parts) > maxPosts {
		return nil, nil
	}
	for i, p := range parts {
		post, persons := withoutNames(joinLines(p))
		post = cleanPlace(post)
		if !isPositionName(post) || utf8.RuneCountInString(post) < 2 || i > 0 && lines && slices.Contains(rankOnly, post) && !strings.Contains(s, "、") {
			return nil, nil
		}
		names = append(names, persons...)
		if n := len(posts); n > 0 && partyOffice().MatchString(posts[n-1]) && !partyOffice().MatchString(post) {
			posts[n-1] += "、" + post
		} else if !slices.Contains(posts, post) {
			posts = append(posts, post)
		}
	}
	return posts, names
}

// share gives the risk points of positions that are several posts to each of them.
func (rd *reader) share() {
	list := rd.result.positions
	rd.result.positions = nil
	touched := map[*position]bool{}
	for _, p := range list {
		names, _ := posts(p.Name)
		again := max(1, len(p.risks)) * (len(names) - 1)
		if len(names) < 2 || p.Kind != catalog.KindPosition || p.ID != "" || slices.Contains(rd.opts.Positions, p.Name) || rd.copies+again > maxShared {
			rd.result.positions = append(rd.result.positions, p)
			continue
		}
		rd.tellShared(p, names)
		rd.copies += len(p.risks) * (len(names) - 1)
		for _, name := range names {
			to := rd.position(p.Department, name, p.Kind) // a new one stands where they stood together
			to.take(p)
			touched[to] = true
		}
	}
	order := map[string]int{}
	for i, s := range rd.result.Report.Sheets {
		order[s.Name] = i
	}
	for p := range touched {
		slices.SortStableFunc(p.risks, func(a, b *risk) int {
			return cmp.Or(cmp.Compare(order[a.sheet], order[b.sheet]), cmp.Compare(a.row, b.row))
		})
	}
}

// take adds what is said of another position. How many people hold that is not known
// of one of its posts.
func (p *position) take(from *position) {
	p.Level, p.Audience = cmp.Or(p.Level, from.Level), cmp.Or(p.Audience, from.Audience)
	p.Description.Markdown = cmp.Or(p.Description.Markdown, from.Description.Markdown)
	for _, list := range []struct {
		to   *[]string
		from []string
	}{{&p.Duties, from.Duties}, {&p.Manages, from.Manages}} {
		for _, s := range list.from {
			if !slices.Contains(*list.to, s) {
				*list.to = append(slices.Clip(*list.to), s)
			}
		}
	}
	copied := map[*risk]*risk{}
	for _, k := range from.risks {
		own := *k
		own.Kind = cmp.Or(k.Kind, k.Title)
		own.Controls, own.Category, own.Basis = slices.Clone(k.Controls), slices.Clone(k.Category), slices.Clone(k.Basis)
		copied[k] = &own
		p.risks = append(p.risks, &own)
	}
	for _, w := range from.powers {
		p.takePower(w, copied)
	}
}

// takePower adds a power with its steps, in which the risk points are those of p.
func (p *position) takePower(w *power, own map[*risk]*risk) {
	at := slices.IndexFunc(p.powers, func(x *power) bool { return x.Name == w.Name })
	if at < 0 {
		at = len(p.powers)
		p.powers = append(p.powers, &power{Power: w.Power, steps: map[string][]*risk{}})
	}
	to := p.powers[at]
	for _, name := range w.order {
		if _, known := to.steps[name]; !known {
			to.order = append(to.order, name)
		}
		for _, k := range w.steps[name] {
			to.steps[name] = append(to.steps[name], own[k])
		}
	}
}

func (rd *reader) tellShared(p *position, names []string) {
	if len(p.risks) == 0 {
		return
	}
	n := rd.placeOf(p.risks[0])
	n.Severity, n.Rule = diag.Note, "positions-shared"
	n.Message = diag.Textf("“%[1]s”是 %[2]d 个岗位，%[3]d 个风险点在每个岗位各写一份，种类相同", "%[1]q is %[2]d positions; each has the %[3]d risk points, with the same kind", p.Name, len(names), len(p.risks))
	n.Hint = diag.Text{Zh: "其实是一个岗位的，换成不用顿号的名称，例如“正副局长”", En: "if it is one position, give it a name without a comma"}
	rd.notes(n)
	if p.Holders > 0 {
		n.Rule, n.Severity = "holders-shared", diag.Warning
		n.Message = diag.Textf("“%[1]s”共 %[2]d 人，每个岗位几人没有写明，没有写进目录", "%[1]q is held by %[2]d people; how many hold each position is not said, and was left out", p.Name, p.Holders)
		n.Hint = diag.Text{Zh: "在岗位文件里补上 holders", En: "write holders in the files of the positions"}
		rd.notes(n)
	}
}
