package intake

import (
	"slices"
	"strings"

	"gongshi/generator/diag"
)

// Several columns may say the same: 业务流程 beside 关键环节, 岗位 beside 职务. Where
// the catalogue has room for one of them only, the others become something else, so
// that none of them is lost.

// alone are the fields that hold what one column says. Of every other, the columns
// are read together.
var alone = []Field{Department, Position, PositionID, PositionKind, Level, Holders, PositionText, PositionAud, PositionAllow, Power, PowerType,
	Step, RiskID, Residual, Likelihood, Severity, Exposure, Score, Stage, ControlAud, ReviewBy, Audience, Allow}

// settleSame settles columns that have the same field.
func settleSame(columns []column) {
	processes(columns)
	for _, f := range alone {
		besides(columns, f, Remark)
	}
	besides(columns, Title, Manifestation)
	for _, f := range []Field{Seq, UnitName, RiskCount} {
		besides(columns, f, f) // read for the first alone; the rest is left over
	}
}

// processes takes the process beside its steps for the power that they belong to.
func processes(columns []column) {
	var steps, flows []*column
	for i := range columns {
		switch c := &columns[i]; {
		case c.field == Power:
			return
		case c.field == Step && c.how != "given" && strings.HasSuffix(key(leafOf(c.heading)), "流程"):
			flows = append(flows, c)
		case c.field == Step:
			steps = append(steps, c)
		}
	}
	if len(flows) == 1 && len(steps) > 0 {
		flows[0].field = Power
	}
}

// besides gives another field to the columns beside the one that has a field best:
// one that the user has named, or, of positions, one called so.
func besides(columns []column, f, to Field) {
	rank := func(c *column) int {
		switch {
		case c.how == "given":
			return 2
		case f == Position && slices.Contains([]string{"岗位", "岗位名称"}, key(leafOf(c.heading))):
			return 1
		}
		return 0
	}
	var best *column
	for i := range columns {
		if c := &columns[i]; c.field == f && c.value == "" && (best == nil || rank(c) > rank(best)) {
			best = c
		}
	}
	for i := range columns {
		if c := &columns[i]; c.field == f && c.value == "" && c != best {
			c.field, c.second = to, best
		}
	}
}

// tellSecond tells what became of a column whose field another column has.
func (t *sheetReader) tellSecond(c *column) {
	as := diag.Textf("写进“%[1]s”", "it went into the %[2]s", c.field.Name().Zh, c.field.Name().En)
	switch c.field {
	case Remark:
		as = diag.Text{Zh: "写进风险点的说明", En: "it went into the prose of the risk points"}
	case c.second.field:
		as = diag.Text{Zh: "没有写进目录", En: "it was left out"}
	}
	t.note(t.head.last, c.index, diag.Note, "column-second", diag.Textf("“%[1]s”和“%[2]s”是同一个字段，取了后者；前者%[3]s", "the columns %[1]q and %[2]q have the same field, and the latter was taken for it; of the former, %[4]s", c.heading, c.second.heading, as.Zh, as.En),
		diag.Textf("不对时用 --map \"%s=字段\" 指明", "if it is something else, say so with --map \"%s=FIELD\"", leafOf(c.heading)))
}

// together is what the columns of a field say together in a row.
func together(row []value, f Field) value {
	all := first(row, f)
	for _, v := range row {
		if v.field == f && v.text != "" && !strings.Contains(all.text, v.text) {
			separator := "；"
			if lineEnd().MatchString(all.text) {
				separator = "\n"
			}
			all.text += separator + v.text
			all.own = all.own || v.own
		}
	}
	return all
}
