package intake

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongshi/generator/catalog"
)

// column is what a column of a table was taken for.
type column struct {
	index   int
	heading string // its heading, those above it first
	guess
	stage string // the line of defence that the heading names, of a control or what is said of it
	value string // what a tick below the heading stands for, of a grade or category
	// second is the column that has the field which this one seemed to have, or nil.
	second *column
}

// head is the heading of a table: its rows and its columns.
type head struct {
	first, last int // rows
	columns     []column
}

// maxHeadRows is how many rows a heading may take.
const maxHeadRows = 3

// headScore counts the fields that the cells of a row name, and the cells that
// name none; a sentence counts as three of them.
func headScore(s *Sheet, r int) (fields map[Field]bool, named, other int) {
	fields = map[Field]bool{}
	seen := map[string]bool{}
	for c := range s.Rows[r] {
		t := s.own(r, c)
		if t == "" || seen[t] {
			continue
		}
		seen[t] = true
		if g := guessHeading(t); g.field != None && g.sure >= 0.6 && utf8.RuneCountInString(key(t)) <= 24 && !isSentence(t) {
			fields[g.field] = true
			named++
		} else if other++; isSentence(t) {
			other += 2
		}
	}
	return fields, named, other
}

// isSentence reports text that is content rather than a heading.
func isSentence(t string) bool {
	return strings.ContainsAny(t, "。；;，") || utf8.RuneCountInString(t) > 24
}

// telling are fields of which one at least stands in the heading of a table of
// risk points.
var telling = []Field{Title, Manifestation, Control, Grade, Score, Category, Power, Step, Consequence}

// findHead finds the next heading at or after a row.
func findHead(s *Sheet, from int, given map[int]column) (head, bool) {
	for r := from; r < len(s.Rows); r++ {
		if s.filled(r) < 2 {
			continue
		}
		fields, named, other := headScore(s, r)
		need := 3
		if s.width() <= 3 {
			need = 2
		}
		if named < need || len(fields) < need || other > 2*named || !slices.ContainsFunc(telling, func(f Field) bool { return fields[f] }) {
			continue
		}
		// A row of labels and values, as forms have, names fields in every other
		// cell only.
		if isPairs(s, r) {
			continue
		}
		h := head{first: r, last: r}
		h.extend(s)
		h.columns = columnsOf(s, h, given)
		return h, true
	}
	return head{}, false
}

// isPairs reports a row of a form: label, value, label, value.
func isPairs(s *Sheet, r int) bool {
	var cells []string
	for c := range s.Rows[r] {
		if t := s.own(r, c); t != "" {
			cells = append(cells, t)
		}
	}
	if len(cells) < 4 || len(cells)%2 != 0 {
		return false
	}
	labels := 0
	for i, t := range cells {
		known := utf8.RuneCountInString(t) <= 16 && headings()[strings.TrimRight(key(t), "0123456789一二三四五")] != None
		if i%2 == 1 && known && categoryWord(t) != "" {
			known = false // 业务流程 is a category as well
		}
		if known != (i%2 == 0) {
			return false
		}
		if known {
			labels++
		}
	}
	return labels == len(cells)/2
}

// extend takes the rows above and below that belong to the heading.
func (h *head) extend(s *Sheet) {
	for h.last-h.first+1 < maxHeadRows && h.last+1 < len(s.Rows) && isSubhead(s, h.last) {
		h.last++
	}
	for h.last-h.first+1 < maxHeadRows && h.first > 0 && isTophead(s, h.first-1) {
		h.first--
	}
}

// isSubhead reports whether the row after r names parts of r's headings.
func isSubhead(s *Sheet, r int) bool {
	below, width := r+1, s.width()
	spans, under, other := 0, 0, 0
	for c := range width {
		t := s.own(below, c)
		if s.isCovered(below, c) && s.covered[cell{below, c}].row <= r {
			spans++
			continue
		}
		if t == "" {
			continue
		}
		if isSentence(t) || utf8.RuneCountInString(t) > 14 {
			return false
		}
		wide := s.own(r, c) == "" || s.isCovered(r, c) || c+1 < width && s.own(r, c+1) == "" && s.at(r, c) != "" && (s.flat || s.at(r, c+1) == s.at(r, c))
		if wide {
			under++
		} else {
			other++
		}
	}
	if under == 0 || other > 0 && spans == 0 && other > under {
		return false
	}
	if spans > 0 && other == 0 {
		return true
	}
	// Nothing is merged down: the words must look like headings.
	named := 0
	for c := range s.Rows[below] {
		t := s.own(below, c)
		if t == "" {
			continue
		}
		if _, isGrade := readGrade(t); isGrade || stageOf(t) != "" || guessHeading(t).sure >= 0.8 || categoryWord(t) != "" {
			named++
		}
	}
	return named > 0 && named*2 >= under+other && other == 0
}

// isTophead reports whether a row stands above the headings of several columns,
// rather than being a title or a note.
func isTophead(s *Sheet, r int) bool {
	texts := map[string]bool{}
	for c := range s.Rows[r] {
		t := s.own(r, c)
		if t == "" {
			continue
		}
		if isSentence(t) || strings.ContainsAny(t, "：:") || utf8.RuneCountInString(t) > 16 {
			return false
		}
		texts[t] = true
		alone := c+1 >= len(s.Rows[r+1]) || s.own(r, c+1) != "" || !s.flat && !s.isCovered(r, c+1)
		if alone && s.own(r+1, c) != "" {
			return false // a label with its value, rather than a heading over others
		}
	}
	if len(texts) < 2 {
		return false
	}
	wide := false
	for _, m := range s.Merges {
		if m.Top <= r && m.Bottom >= r && m.Right > m.Left {
			wide = true
		}
	}
	named := 0
	for t := range texts {
		if guessHeading(t).field != None {
			named++
		}
	}
	return wide || named*2 >= len(texts) && s.flat
}

// headingParts are the texts above a column, the topmost first, each once.
func headingParts(s *Sheet, h head, c int) []string {
	var parts []string
	for r := h.first; r <= h.last; r++ {
		t := s.at(r, c)
		if t == "" && r < h.last {
			// What was merged across is blank in a flat file.
			sub := false
			for below := r + 1; below <= h.last; below++ {
				sub = sub || s.own(below, c) != ""
			}
			for left := c - 1; left >= 0 && sub && t == "" && s.flat; left-- {
				if t = s.own(r, left); t != "" && s.own(h.last, left) == "" {
					t = ""
					break
				}
			}
		}
		if t = joinLines(t); t != "" && (len(parts) == 0 || parts[len(parts)-1] != t) {
			parts = append(parts, t)
		}
	}
	return parts
}

// columnsOf tells what each column holds. given are columns that the user has
// decided.
func columnsOf(s *Sheet, h head, given map[int]column) []column {
	var columns []column
	for c := range s.width() {
		col := column{index: c}
		parts := headingParts(s, h, c)
		col.heading = strings.Join(parts, "／")
		if g, ok := given[c]; ok {
			col.guess, col.stage = g.guess, g.stage
		} else {
			col.recognise(parts)
		}
		columns = append(columns, col)
	}
	settle(s, h, columns)
	return columns
}

// recognise tells what headings stand for.
func (c *column) recognise(parts []string) {
	c.name(parts)
	if c.stage == "" && (c.field == Control || slices.Contains(terms, c.field)) {
		c.stage = stageAmong(parts)
	}
}

// terms are what columns say of a control besides its text.
var terms = []Field{Owner, OwnerBody, Leader, Supervisor, Due, Frequency, Indicator, Treatment, ControlBasis}

// stageAmong is the stage, or the kind of controls, that a heading names in any of its
// parts, the nearest to the column first.
func stageAmong(parts []string) string {
	for i, part := range slices.Backward(parts) {
		if stage := stageOf(part); stage != "" {
			return stage
		}
		if between := i > 0 && i < len(parts)-1; between && namesKind(part) {
			return part
		}
	}
	return ""
}

// name tells the field, from the heading nearest to the column first.
func (c *column) name(parts []string) {
	if len(parts) == 0 {
		return
	}
	leaf := parts[len(parts)-1]
	above := strings.Join(parts[:len(parts)-1], "")
	parent := guessHeading(above)
	if above != "" {
		if g, ok := readGrade(leaf); ok && (parent.field == Grade || parent.how == "similar" && !g.weak(leaf)) {
			c.guess, c.value = guess{Grade, 1, "exact"}, leaf
			return
		}
		if parent.field == Category || (parent.field == Title || parent.field == Manifestation) && categoryWord(leaf) != "" {
			c.guess, c.value = guess{Category, 1, "exact"}, leaf
			return
		}
		if parent.field == Control {
			own, stage := guessHeading(leaf), stageOf(leaf)
			switch kind := namesKind(leaf); {
			case stage != "":
				c.guess, c.stage = guess{Control, 1, "exact"}, stage
			case own.field == None, own.field == Control, kind && own.how != "exact":
				c.guess = guess{Control, 0.9, "exact"}
				if kind || own.field == Control && key(leaf) != "措施" && own.how != "exact" {
					c.stage = joinLines(leaf)
				}
			default:
				c.guess = own
			}
			return
		}
		for _, combined := range []string{above + leaf, parts[len(parts)-2] + leaf} {
			if g := guessHeading(combined); g.how == "exact" {
				c.guess = g
				return
			}
		}
	}
	c.guess = guessHeading(leaf)
	if stage := stageOf(leaf); stage != "" && (c.field == None || c.field == Control) {
		c.guess, c.stage = guess{Control, max(c.sure, 0.9), "exact"}, stage
		return
	}
	if w := categoryWord(leaf); w != "" && c.how != "exact" && c.how != "" && !strings.HasPrefix(w, "廉") {
		c.guess, c.value = guess{Category, 0.7, "contained"}, leaf // 岗位职责风险 is no 岗位
		return
	}
	if c.field == None {
		if g, ok := readGrade(leaf); ok && !g.weak(leaf) {
			c.guess, c.value = guess{Grade, 0.7, "contained"}, leaf
			return
		}
		if w := categoryWord(leaf); w != "" {
			c.guess, c.value = guess{Category, 0.7, "contained"}, leaf
			return
		}
		if above != "" {
			if g := guessHeading(above + leaf); g.field != None {
				c.guess = g
			} else if parent.field != None {
				c.guess = guess{parent.field, parent.sure * 0.6, "contained"}
			}
		}
	} else if c.sure < 0.95 && above != "" {
		if g := guessHeading(above + leaf); g.field != None && g.sure > c.sure {
			c.guess = g
		}
	}
}

// namesKind reports a heading below that of the controls which names a kind of them,
// as 教育措施 does, rather than all of them, as 具体措施 does.
func namesKind(leaf string) bool {
	k := key(leaf)
	ends := func(end string) bool { return strings.HasSuffix(k, end) }
	if !slices.ContainsFunc([]string{"措施", "防线", "阶段", "控制", "防控"}, ends) {
		return false
	}
	f, known := headings()[k]
	return k == "制度措施" || !known || f != Control && f != Stage
}

// categoryWord is the category that a word names, of those that integrity
// catalogues share, or "".
func categoryWord(s string) string {
	k := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(key(s), "类"), "方面"), "风险")
	switch k {
	case "思想道德", "岗位职责", "业务流程", "制度机制", "外部环境", "权力行使", "制度建设", "业务能力", "工作流程", "廉政", "廉洁":
		return k
	}
	return ""
}

// settle decides between headings that can mean several things by what else there
// is and by what stands below them.
func settle(s *Sheet, h head, columns []column) {
	count := func(f Field) (n int) {
		for _, c := range columns {
			if c.field == f {
				n++
			}
		}
		return n
	}
	rename := func(from, to Field) {
		for i := range columns {
			if columns[i].field == from && columns[i].how != "given" {
				columns[i].field = to
			}
		}
	}
	// A unit's column that tells departments apart is one of departments.
	if count(UnitName) == 1 && count(Department) == 0 && count(PositionID) == 0 {
		for i := range columns {
			if columns[i].field == UnitName && distinct(s, h, i) > 1 {
				columns[i].field = Department
			}
		}
	}
	if count(Department) > 1 {
		// 责任主体 beside a department is who is responsible.
		for i := range columns {
			if columns[i].field == Department && strings.Contains(key(columns[i].heading), "责任主体") {
				columns[i].field = Owner
			}
		}
	}
	for i := range columns {
		if c := &columns[i]; c.field == Title && c.how != "given" && namesGrade(c.heading) && c.gradesOnly(s, h) {
			c.field = Grade
		}
	}
	if count(Title) > 1 {
		// The wordiest of several is the manifestation.
		longest, at := 0.0, -1
		for i := range columns {
			if columns[i].field == Title {
				if n := meanLength(s, h, i); n > longest {
					longest, at = n, i
				}
			}
		}
		if at >= 0 && count(Manifestation) == 0 {
			columns[at].field = Manifestation
		}
	}
	if count(Title) == 0 && count(Manifestation) > 1 {
		for i := range columns {
			if columns[i].field == Manifestation {
				columns[i].field = Title
				break
			}
		}
	}
	if count(Category) > 1 {
		for i := range columns {
			if columns[i].field == Category && columns[i].value == "" && strings.Contains(columns[i].heading, "种类") {
				columns[i].field = Kind
			}
		}
	}
	if count(Grade) == 0 && count(Residual) > 0 && (count(RiskID) == 0 || count(PositionID) == 0) {
		rename(Residual, Grade)
	}
	earlierGrades(columns)
	// 固有风险 is the grade where 现实风险 is the residual one.
	if count(Basis) > 1 && count(Control) > 0 {
		seen := false
		for i := range columns {
			if columns[i].field == Basis && columns[i].how != "given" {
				if seen {
					columns[i].field = ControlBasis
				}
				seen = true
			}
		}
	}
	var kinds []int
	for i := range columns {
		if c := &columns[i]; c.field == Control && c.stage == "" && c.how != "given" && namesKind(leafOf(c.heading)) {
			kinds = append(kinds, i)
		}
	}
	if len(kinds) > 1 {
		// Columns for several kinds of controls.
		for _, i := range kinds {
			columns[i].stage = joinLines(leafOf(columns[i].heading))
		}
	}
	if count(Control) == 0 && count(Stage) > 0 && (count(RiskID) == 0 || count(PositionID) == 0) {
		rename(Stage, Control)
	}
	for i := range columns {
		columns[i].ticked(s, h)
	}
	if count(Title)+count(Manifestation) == 0 {
		for i := range columns {
			columns[i].listed(s, h)
		}
	}
	bySight(s, h, columns)
	for i := range columns {
		if c := &columns[i]; c.field == Control && c.how != "given" && count(Control) > 1 && c.namesStages(s, h) {
			c.guess, c.stage = guess{Stage, 0.9, "content"}, ""
		}
	}
	settleSame(columns)
}

// earlierGrades takes the columns of grades that no longer hold, or that others
// proposed, for remarks where another column has the grade.
func earlierGrades(columns []column) {
	var whole []int
	for i := range columns {
		if c := &columns[i]; c.field == Grade && c.value == "" && c.how != "given" {
			whole = append(whole, i)
		}
	}
	rank := func(i int) int {
		k := key(columns[i].heading)
		switch {
		case containsAny(k, "原", "上年", "去年", "上次", "调整前", "初评", "初定", "自评", "建议", "拟定"):
			return 0
		case containsAny(k, "调整后", "审定", "最终", "核定", "评定", "现"):
			return 2
		}
		return 1
	}
	best := 0
	for _, i := range whole {
		best = max(best, rank(i))
	}
	for _, i := range whole {
		if rank(i) < best {
			columns[i].field = Remark
		}
	}
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// ticked takes a column of ticks below a grade or a category for a choice of it.
func (c *column) ticked(s *Sheet, h head) {
	leaf := leafOf(c.heading)
	_, isGrade := readGrade(leaf)
	if c.value != "" || c.how == "given" || !isGrade && categoryWord(leaf) == "" {
		return
	}
	ticks := 0
	for r := h.last + 1; r < len(s.Rows); r++ {
		switch t := s.own(r, c.index); {
		case t == "":
		case isTick(t):
			ticks++
		default:
			return
		}
	}
	if ticks == 0 {
		return
	}
	field := Category
	if isGrade {
		field = Grade
	}
	c.guess, c.value, c.stage = guess{field, 0.9, "content"}, leaf, ""
}

// namesStages reports a column that holds nothing but the names of stages.
func (c *column) namesStages(s *Sheet, h head) bool {
	stages := 0
	for r := h.last + 1; r < len(s.Rows); r++ {
		t := s.own(r, c.index)
		if t == "" || isSame(t) || key(t) == key(leafOf(c.heading)) {
			continue // a page may begin with the heading
		}
		if utf8.RuneCountInString(t) > 8 || stageOf(t) == "" {
			return false
		}
		stages++
	}
	return stages > 0
}

// gradesOnly reports a column that holds grades and nothing else.
func (c *column) gradesOnly(s *Sheet, h head) bool {
	for r := h.last + 1; r < len(s.Rows); r++ {
		t := s.own(r, c.index)
		bare, _, _ := strings.Cut(strings.ReplaceAll(t, "(", "（"), "（") // 虚列支出（高） is no grade
		if _, ok := readGrade(bare); !ok && t != "" && !isSame(t) && key(t) != key(leafOf(c.heading)) {
			return false
		}
	}
	return distinct(s, h, c.index) > 0
}

// listed takes a column below a category that holds texts rather than ticks for one
// of risk points of that category.
func (c *column) listed(s *Sheet, h head) {
	texts := 0
	for r := h.last + 1; r < len(s.Rows); r++ {
		switch t := s.own(r, c.index); {
		case t == "", isRefused(t):
		case isTick(t):
			texts--
		default:
			texts++
		}
	}
	if c.field == Category && c.value != "" && texts > 0 {
		c.field = Title
	}
}

// bySight names columns whose headings say nothing by what stands in them.
func bySight(s *Sheet, h head, columns []column) {
	has := func(f Field) bool {
		return slices.ContainsFunc(columns, func(c column) bool { return c.field == f })
	}
	for i := range columns {
		c := &columns[i]
		if c.how == "given" || c.field != None {
			continue
		}
		total, grades, numbers, long := 0, 0, 0, 0
		for r := h.last + 1; r < min(len(s.Rows), h.last+200); r++ {
			t := s.own(r, i)
			if t == "" {
				continue
			}
			total++
			if _, ok := readGrade(t); ok {
				grades++
			}
			if strings.Trim(t, "0123456789") == "" {
				numbers++
			}
			if utf8.RuneCountInString(t) > 12 {
				long++
			}
		}
		switch {
		case total < 2:
		case c.heading == "" && numbers == total && i == 0:
			c.guess = guess{Seq, 0.6, "content"}
		case grades == total && !has(Grade) && numbers < total:
			c.guess = guess{Grade, 0.7, "content"}
		case c.heading == "" && long*2 > total && !has(Control):
			c.guess = guess{Control, 0.5, "content"}
		}
	}
}

// distinct counts the different texts of a column, up to three.
func distinct(s *Sheet, h head, c int) int {
	seen := map[string]bool{}
	for r := h.last + 1; r < len(s.Rows) && len(seen) < 3; r++ {
		if t := s.own(r, c); t != "" && !isSame(t) {
			seen[t] = true
		}
	}
	return len(seen)
}

func meanLength(s *Sheet, h head, c int) float64 {
	n, sum := 0, 0
	for r := h.last + 1; r < min(len(s.Rows), h.last+500); r++ {
		if t := s.own(r, c); t != "" {
			n++
			sum += utf8.RuneCountInString(t)
		}
	}
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n)
}

// isSame reports a cell that stands for the one above it.
func isSame(s string) bool {
	switch strings.Trim(s, " 　。.") {
	case "同上", "同前", "〃", "″", "\"", "''", "””", "“", "同左", "同上。", "同上述", "同 上", "同　上":
		return true
	}
	return false
}

// isNothing reports a cell that says that there is nothing to say.
func isNothing(s string) bool {
	switch s {
	case "/", "／", "\\", "—", "——", "-", "--", "无", "無", "暂无":
		return true
	}
	return false
}

// isRefused reports a cell that says that its heading does not apply.
func isRefused(s string) bool {
	switch s {
	case "×", "✗", "✕", "✘", "否", "不是", "不", "没有", "0", "N", "n", "X", "x":
		return true
	}
	return isNothing(s)
}

// levelOf reads the layer of a position.
func levelOf(s string) string {
	k := key(s)
	switch {
	case strings.Contains(k, "领导") || strings.Contains(k, "班子") || k == "leadership":
		return catalog.LevelLeadership
	case strings.Contains(k, "中层") || k == "middle" || strings.Contains(k, "科长"):
		return catalog.LevelMiddle
	case strings.Contains(k, "一线") || strings.Contains(k, "一般") || strings.Contains(k, "基层") || k == "frontline":
		return catalog.LevelFrontline
	}
	return ""
}

// headless finds out by sight what the columns of a table without a heading hold.
// It needs a column of grades, and texts on both sides of it.
func headless(s *Sheet) (head, bool) {
	width, rows := s.width(), 0
	for r := range s.Rows {
		if s.filled(r) >= 3 {
			rows++
		}
	}
	if width < 3 || width > 20 || rows < 2 || rows*10 < len(s.Rows)*7 {
		return head{}, false
	}
	h := head{first: 0, last: -1}
	gradeAt := -1
	for c := range width {
		h.columns = append(h.columns, column{index: c})
		texts, grades := 0, 0
		for r := range s.Rows {
			if t := s.own(r, c); t != "" {
				texts++
				if g, ok := readGrade(t); ok && !g.weak(t) {
					grades++
				}
			}
		}
		if gradeAt < 0 && texts*2 > rows && grades*10 >= texts*9 {
			gradeAt = c
		}
	}
	if gradeAt < 0 {
		return head{}, false
	}
	h.columns[gradeAt].guess = guess{Grade, 0.8, "content"}
	longest := func(from, to int) int {
		best, at := 0.0, -1
		for c := from; c < to; c++ {
			if n := meanLength(s, h, c); n > best && h.columns[c].field == None {
				best, at = n, c
			}
		}
		return at
	}
	for c := range width {
		count := func(is func(string) bool) (n int) {
			for r := range s.Rows {
				if t := s.own(r, c); t != "" && is(t) {
					n++
				}
			}
			return n
		}
		switch half := rows / 2; {
		case c == gradeAt:
		case c > gradeAt && count(isPositionName) > half:
			h.columns[c].guess = guess{Owner, 0.5, "content"}
		case c > gradeAt && count(isDepartmentName) > half:
			h.columns[c].guess = guess{OwnerBody, 0.5, "content"}
		case c > gradeAt:
		case count(func(t string) bool { return strings.Trim(t, "0123456789") == "" }) > half:
			h.columns[c].guess = guess{Seq, 0.6, "content"}
		case count(isPositionName) > half:
			h.columns[c].guess = guess{Position, 0.6, "content"}
		case count(isDepartmentName) > half:
			h.columns[c].guess = guess{Department, 0.6, "content"}
		case count(func(t string) bool { return categoryWord(t) != "" }) > half:
			h.columns[c].guess = guess{Category, 0.6, "content"}
		}
	}
	control := longest(gradeAt+1, width)
	title := longest(0, gradeAt)
	if control < 0 || title < 0 {
		return head{}, false
	}
	h.columns[control].guess = guess{Control, 0.5, "content"}
	h.columns[title].guess = guess{Title, 0.5, "content"}
	if other := longest(0, gradeAt); other >= 0 {
		// The wordier of two is the manifestation.
		h.columns[title].field, h.columns[other].guess = Manifestation, h.columns[title].guess
	}
	return h, true
}
