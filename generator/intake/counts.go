package intake

import (
	"fmt"
	"strconv"
	"strings"

	"gongshi/generator/diag"
)

// Where a column stands for each grade, people tick one, or count: two of the risk
// points of the row are of this grade, and one of that.

// gradeCounts are the numbers that a row has in the columns of grades, worded as a
// cell would have them, 1高2中. It returns nothing for a row that ticks one.
func gradeCounts(row []value) (shares []share, written string) {
	total := 0
	for _, v := range row {
		if v.field != Grade || v.value == "" || !v.own {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(v.text, "个"))
		if err != nil || n < 0 || n > 200 {
			return nil, ""
		}
		if n > 0 {
			shares = append(shares, share{n, v.value})
			written += fmt.Sprintf("%d%s", n, v.value)
		}
		total += n
	}
	if total < 2 {
		return nil, ""
	}
	return shares, written
}

// countedGrade takes the grade of a risk point of a row that counts them: the one that
// it was given, or else the worst.
func (t *sheetReader) countedGrade(r int, row []value, k *risk, shares []share, written string) {
	at := first(row, Grade)
	if k.Grade == "" {
		k.Grade = t.gradeLabel(t.worst(shares), at)
	}
	if !k.graded && t.isFirstOf(r) {
		t.note(r, at.index, diag.Warning, "grade-composite", diag.Textf("“%s”是各等级的个数，与这一行的风险点个数对不上，暂按最高的“%s”", "%q counts grades, but not as many as the row has risk points; the worst, %q, was taken", written, k.Grade),
			diag.Text{Zh: "在表里每个风险点写一行，各写各的等级", En: "give each risk point a row of its own"})
	}
	for _, v := range row {
		if v.field == Grade && v.value == k.Grade && v.own {
			t.conversion(v.index, v.text, v.value)
		}
	}
	t.use(r, row, Grade)
}

// isFirstOf reports whether the last risk point is the first of its row.
func (t *sheetReader) isFirstOf(r int) bool {
	list := t.ctx.position.risks
	return len(list) < 2 || list[len(list)-2].row != r
}
