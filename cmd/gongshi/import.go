package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/exchange"
	"gongshi/generator/format"
	"gongshi/generator/intake"
	"gongshi/generator/load"
)

// importFlags are the choices of one import.
type importFlags struct {
	into, as, report string
	columns, sheets  []string
	headRow          int
	prune, dry       bool
}

func (c *command) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE --into UNIT",
		Short: c.say("把表格（.xlsx、.csv）导入一个单位", "import a spreadsheet (.xlsx, .csv) into a unit"),
		Long: c.say(`把风险点表格导入单位文件夹，写成岗位文件。表头、合并单元格、分页、分组、竖排的登记表
都按原样识别；逐列、逐行说明怎样读的，没有放进目录的单元格一一列出。姓名栏和责任人栏里的姓名
不会写进目录，其他文字里的由 check 指出。

单位文件夹不存在时会新建。再次导入同一张表的新版本时，只更新表里改过的内容，编号、
正文和手工修改都保留。用 --map 指明的列记在单位文件夹的 _import 里，下次照用。`,
			`import reads a table of risk points into a unit's folder and writes its positions. It
knows the headings, merged cells, printed pages, groups and forms that offices use,
tells for each column and row how it was read, and lists every cell that the
catalogue does not hold. Names in the columns of persons stay out of the catalogue;
check reports those it finds in other text.

A unit that does not exist is made. A newer version of the table updates what the
table has changed; ids, prose and edits by hand stay. What --map says is kept in the
unit's folder _import and used again.`),
		Example: "  gongshi import 风险点.xlsx --into content/minzhengju\n  gongshi import 风险点.xlsx --into content/minzhengju --map \"情况说明=表现形式\" --map H=不导入",
		Args:    c.args(1, 1, "请写明一个表格文件，例如 gongshi import 风险点.xlsx --into content/minzhengju", "name one spreadsheet, for example gongshi import risks.xlsx --into content/bureau"),
		RunE: func(_ *cobra.Command, args []string) error {
			if f.into == "" {
				return usageError{c.say("请用 --into 写明单位文件夹，例如 --into content/minzhengju", "name the unit's folder with --into, for example --into content/bureau")}
			}
			if f.as != "markdown" && f.as != "toml" {
				return usageError{c.sayf("没有格式%q；可用 markdown、toml", "there is no form %q; use markdown or toml", f.as)}
			}
			return c.importTable(args[0], f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.into, "into", "", c.say("单位文件夹", "the unit's folder"))
	flags.StringArrayVar(&f.columns, "map", nil, c.say("指明一列：列名或列号=字段，或者=防线，如 E=前期预防；可以写几次", "say what a column holds: HEADING=FIELD or LETTER=FIELD, or a stage in the place of the field; may be repeated"))
	flags.StringArrayVar(&f.sheets, "sheet", nil, c.say("只读这张工作表，可以写几次", "read this sheet only; may be repeated"))
	flags.Var((*countFlag)(&f.headRow), "head-row", c.say("表头在第几行，0 为自动", "the row of the heading, 0 to find it"))
	flags.StringVar(&f.as, "as", "markdown", c.say("写成 markdown（一岗一个文件）或 toml（一个文件）", "write markdown, a file for each position, or toml, one file"))
	c.complete(cmd, "as", "markdown", "toml")
	flags.StringVar(&f.report, "report", "", c.say("把导入报告另存为文件（.json 或文字）", "write the report to a file as well (.json or text)"))
	flags.BoolVar(&f.prune, "prune", false, c.say("删去表里已经没有的风险点", "delete risk points that the table no longer has"))
	flags.BoolVar(&f.dry, "dry-run", false, c.say("只显示怎样读，不写文件", "show how the table is read and write nothing"))
	return cmd
}

// importing is one import under way.
type importing struct {
	importFlags
	root, unit string // the content, and the unit's name in it
	newSite    bool
	newUnit    bool
	site       *load.Site
	scheme     *catalog.Scheme // that the unit has now
	stated     string          // the scheme that its file states
	current    []catalog.Position
	files      load.UnitFiles
	file       map[string]string // of each position
	written    []string
}

func (c *command) importTable(name string, f importFlags) error {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return usageError{c.sayf("没有文件 %s", "there is no file %s", name)}
	}
	// A table of a hundred thousand rows is held as a whole; let as little as may be
	// stand beside it.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	im := importing{importFlags: f, file: map[string]string{}}
	if err := c.locate(&im); err != nil {
		return err
	}
	findings, err := im.read()
	if err != nil {
		return err
	}
	if findings.HasErrors() {
		findings.Sort()
		c.printFindings(c.stderr, findings)
		return errFindings
	}
	notes := filepath.Join(im.dir(), noteFolder, noteStem(name))
	opts, err := c.importOptions(&im, notes+".map.toml")
	if err != nil {
		return err
	}
	res, err := im.readTable(name, opts)
	if refused, ok := intake.IsRefusal(err); ok {
		if res != nil && len(res.Report.Sheets) > 0 {
			fmt.Fprint(c.stdout, res.Report.Format(c.lang))
		}
		fmt.Fprintf(c.stderr, "gongshi: %s\n    %s%s\n", refused.Reason.In(c.lang), c.say("办法: ", "hint: "), refused.Hint.In(c.lang))
		return errFindings
	}
	if err != nil {
		return err
	}
	kept := notes + ".toml"
	if res.Exported() {
		kept = exportNotes(notes)
	}
	base := im.base(kept)
	res.KeepUntold(im.current)
	standIn, err := im.standIn(res)
	if err != nil {
		return err
	}
	merged, remember, told := res.Merge(base, im.current, standIn, f.prune)
	res.Report.Notes = append(res.Report.Notes, told...)
	if err := c.showReport(&res.Report, f.report); err != nil {
		return err
	}
	if f.dry {
		return nil
	}
	if err := im.write(res, merged); err != nil {
		return err
	}
	if err := im.keep(notes, opts); err != nil {
		return err
	}
	if !res.Catalogue {
		if err := im.remember(kept, remember); err != nil {
			return err
		}
	}
	if im.newSite {
		fmt.Fprintln(c.stdout, c.sayf("新建了网站，内容目录是 %s", "a new site was made; its content is %s", im.root))
	}
	for _, w := range im.written {
		fmt.Fprintln(c.stdout, c.say("写入 ", "wrote ")+w)
	}
	if len(im.written) == 0 {
		fmt.Fprintln(c.stdout, c.say("没有要改的文件", "no file had to change"))
	}
	fmt.Fprintln(c.stderr, c.sayf("接下来：gongshi check --content %s；预览用 gongshi serve --content %s", "next: gongshi check --content %s; see it with gongshi serve --content %s", im.root, im.root))
	return nil
}

// readTable reads a table, or a catalogue in JSON that this program has written.
func (im *importing) readTable(name string, opts intake.Options) (*intake.Result, error) {
	if strings.EqualFold(filepath.Ext(name), ".json") {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: %w", err)
		}
		defer f.Close()
		const most = 64 << 20
		if info, err := f.Stat(); err == nil && info.Size() > most {
			return nil, &intake.Refusal{Reason: diag.Textf("文件有 %d MB，最多 %d MB", "the file has %d MB, at most %d MB", info.Size()>>20, most>>20), Hint: diag.Text{Zh: "拆成几个文件再导入", En: "split it into several files"}}
		}
		unit, positions, err := exchange.ReadJSON(f)
		if errors.Is(err, exchange.ErrUnits) {
			return nil, &intake.Refusal{Reason: diag.Text{Zh: "这个文件里有几个单位，一次只能导入一个", En: "the file holds several units; one is imported at a time"},
				Hint: diag.Text{Zh: "用 gongshi export --unit 单位 单独导出要改的单位", En: "export the unit that is to be changed with gongshi export --unit UNIT"}}
		}
		if err != nil {
			return nil, &intake.Refusal{Reason: diag.Textf("读不懂这个 JSON 文件：%v", "the JSON cannot be read: %v", err),
				Hint: diag.Text{Zh: "导入 gongshi export 写出的 .json 文件", En: "import a .json file that gongshi export has written"}}
		}
		for i := range positions {
			if id := positions[i].ID; !load.IsID(id) || id == "index" {
				return nil, &intake.Refusal{Reason: diag.Textf("岗位“%[1]s”的编号%[2]q不能用作地址", "the id %[2]q of the position %[1]q cannot be an address", positions[i].Name, id),
					Hint: diag.Text{Zh: "只用小写字母、数字、连字符和汉字", En: "use lower-case letters, digits, hyphens and Han characters only"}}
			}
		}
		res := &intake.Result{Positions: positions, Scheme: unit.SchemeID, Catalogue: true}
		withoutComputed(positions, im.current, im.site.Schemes[res.Scheme])
		res.Report.File, res.Report.Unit = filepath.Base(name), unit.Name
		res.Count()
		return res, nil
	}
	res, err := intake.File(name, opts)
	if res != nil {
		res.Identify(im.current)
	}
	return res, err
}

// withoutComputed takes from risk points that the unit does not have yet the grades that
// the scheme computes: they follow from the inputs.
func withoutComputed(positions, current []catalog.Position, scheme *catalog.Scheme) {
	if scheme == nil || scheme.Method == catalog.MethodDirect {
		return
	}
	known := map[string]bool{}
	for i := range current {
		for _, r := range current[i].Risks {
			known[current[i].ID+"#"+r.ID] = true
		}
	}
	for i := range positions {
		for j := range positions[i].Risks {
			if r := &positions[i].Risks[j]; r.Likelihood != 0 && r.Severity != 0 && !known[positions[i].ID+"#"+r.ID] {
				r.Grade = ""
			}
		}
	}
}

// standIn is the catalogue as an exported file has it where nothing is changed: in a table
// it has the editors' words, in JSON those of the site.
func (im *importing) standIn(res *intake.Result) ([]catalog.Position, error) {
	if !res.Catalogue || im.newUnit || im.newSite {
		return im.current, nil
	}
	u, _, err := load.Unit(os.DirFS(im.root), im.site, im.files)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := exchange.JSON(&b, im.site.Site, u); err != nil {
		return nil, err
	}
	_, positions, err := exchange.ReadJSON(&b)
	return positions, err
}

// locate finds the content that the unit's folder is in: the folder above with a
// site.toml, or else its parent, which becomes a site.
func (c *command) locate(im *importing) error {
	dir := filepath.Clean(im.into)
	full, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if name := filepath.Base(full); !load.IsID(name) {
		return usageError{c.sayf("文件夹名%q不能用作地址；用小写字母、数字和连字符，例如 %s", "the folder's name %q cannot be an address; use lower-case letters, digits and hyphens, for example %s", name, filepath.Join(above(dir), load.Slug(name)))}
	}
	im.newUnit = !exists(filepath.Join(dir, "unit.toml"))
	if exists(filepath.Join(dir, "site.toml")) {
		return usageError{c.sayf("%s 是内容目录，不是单位文件夹；写成 --into %s", "%s is the content, not a unit; write --into %s", dir, filepath.Join(dir, "danwei"))}
	}
	im.root = above(dir)
	for at := filepath.Dir(full); !exists(filepath.Join(im.root, "site.toml")); at = filepath.Dir(at) {
		// Above the folder that the user stands in only units lead on to their content.
		base := filepath.Base(im.root)
		stands := (base == "." || base == "..") && !exists(filepath.Join(im.root, "unit.toml"))
		if !stands && filepath.Dir(at) != at {
			im.root = above(im.root)
			continue
		}
		if filepath.Dir(dir) == "." {
			// The folder that the user stands in is seldom meant to be the content.
			return usageError{c.sayf("--into %s 没有写明内容目录，这里也没有 site.toml；单位文件夹要放在内容目录里，写成 --into %s", "--into %s names no content folder, and there is no site.toml here; a unit stands in the content, so write --into %s", dir, filepath.Join("content", filepath.Base(full)))}
		}
		im.root, im.newSite = above(dir), true
		break
	}
	root, err := filepath.Abs(im.root)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	rel, err := filepath.Rel(root, full)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	im.unit = filepath.ToSlash(rel)
	return nil
}

// above is the folder that holds a folder, by a name of the same kind.
func above(dir string) string {
	if base := filepath.Base(dir); base == "." || base == ".." {
		return filepath.Join(dir, "..")
	}
	return filepath.Dir(dir)
}

func (im *importing) dir() string { return filepath.Join(im.root, filepath.FromSlash(im.unit)) }

// read takes in what the unit holds already, and gives what is wrong with it.
func (im *importing) read() (findings diag.List, err error) {
	root := os.DirFS(im.root)
	open := func() (*load.Site, error) { return load.OpenSite(root) }
	if im.newSite {
		open = load.BuiltIn
	}
	site, err := open()
	if err != nil {
		return nil, err
	}
	im.site = site
	im.scheme = site.Schemes[site.Scheme]
	if im.newUnit || im.newSite {
		return nil, nil
	}
	if im.scheme, err = load.SchemeOf(root, site, im.unit); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(im.dir(), "unit.toml"))
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	im.stated = format.Key(data, "scheme")
	for _, u := range site.Units {
		if u.ID != im.unit {
			continue
		}
		im.files = u
		for _, name := range append(slices.Clone(u.Positions), u.Catalogs...) {
			u.Positions, u.Catalogs = []string{name}, nil
			positions, found, err := writtenPositions(root, im.scheme, u)
			if err != nil {
				return nil, err
			}
			findings = append(findings, found...)
			for _, p := range positions {
				im.file[p.ID] = name
			}
			im.current = append(im.current, positions...)
		}
	}
	return findings, nil
}

// noteFolder is the folder of a unit that keeps what is known about tables.
const noteFolder = "_import"

// exportNotes is what keeps the words of an exported table, apart from those of a table
// of the office's own that has the same name.
func exportNotes(notes string) string { return notes + ".export.toml" }

// noteStem names what is kept about a table. Years and versions in the table's name
// do not count, so that next year's table is the same one.
func noteStem(name string) string {
	base := filepath.Base(name)
	base = strings.TrimSuffix(base, filepath.Ext(base))
	stem := load.Slug(strings.TrimRight(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, base), "-_.（）() vV年版"))
	return stem
}

// importOptions joins what is kept about the table with what the flags say.
func (c *command) importOptions(im *importing, kept string) (intake.Options, error) {
	opts := intake.Options{Columns: map[string]string{}, Schemes: im.site.Schemes, Scheme: im.stated, Default: im.site.Scheme}
	for _, p := range im.current {
		opts.Positions = append(opts.Positions, p.Name)
	}
	if data, err := os.ReadFile(kept); err == nil {
		m, err := format.ReadMapping(data)
		if err != nil {
			return opts, fmt.Errorf("%s: %w", kept, err)
		}
		opts.Columns, opts.HeadRow, opts.Sheets = m.Columns, m.HeadRow, m.Sheets
	}
	for _, m := range im.columns {
		heading, field, ok := strings.Cut(m, "=")
		if !ok {
			return opts, usageError{c.sayf("--map 写成 列名=字段，现为%q", "write --map HEADING=FIELD, not %q", m)}
		}
		opts.Columns[strings.TrimSpace(heading)] = strings.TrimSpace(field)
	}
	if im.headRow > 0 {
		opts.HeadRow = im.headRow
	}
	if len(im.sheets) > 0 {
		opts.Sheets = im.sheets
	}
	return opts, nil
}

// base is what the table said when it was last imported.
func (im *importing) base(name string) []catalog.Position {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil // a first import
	}
	return load.ParseCatalogue(name, data, im.scheme).Positions
}

func (c *command) showReport(r *intake.Report, file string) error {
	fmt.Fprint(c.stdout, r.Format(c.lang))
	if file == "" {
		return nil
	}
	data := []byte(r.Format(c.lang))
	if strings.EqualFold(filepath.Ext(file), ".json") {
		var err error
		if data, err = r.JSON(c.lang); err != nil {
			return err
		}
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// write puts the merged positions into the files of the unit, and makes the site
// and the unit where they are new.
func (im *importing) write(res *intake.Result, merged []catalog.Position) error {
	if err := os.MkdirAll(im.dir(), 0o755); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if im.newSite {
		data, err := newFile{template: "site.toml", name: "廉政风险防控公开"}.content(diag.Chinese)
		if err != nil {
			return err
		}
		if err := im.put("site.toml", data); err != nil {
			return err
		}
	}
	scheme, err := im.unitFile(res, departmentsOf(im.current, merged))
	if err != nil {
		return err
	}
	byFile := map[string][]catalog.Position{}
	risks := 0
	for _, p := range merged {
		name := im.file[p.ID]
		if name == "" {
			name = path.Join(im.unit, p.ID+".md")
			if im.as == "toml" {
				name = path.Join(im.unit, catalogueName(risks))
				risks += len(p.Risks)
			}
		}
		byFile[name] = append(byFile[name], p)
	}
	names := make([]string, 0, len(byFile))
	for name := range byFile {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var data []byte
		old, err := os.ReadFile(filepath.Join(im.root, filepath.FromSlash(name)))
		switch {
		case err == nil:
			data, err = format.Update(name, old, format.Scope{Scheme: scheme}, byFile[name])
		case path.Ext(name) == ".md":
			data, err = format.Markdown(&byFile[name][0]), nil
		default:
			data, err = format.Catalogue(byFile[name]), nil
		}
		if err != nil {
			return fmt.Errorf("import: %w", err)
		}
		if err := im.put(name, data); err != nil {
			return err
		}
	}
	return nil
}

// catalogueName is the file that takes a position which has so many risk points
// before it. A file keeps to a size that editors open and load accepts.
func catalogueName(risks int) string {
	const most = 20000
	if n := risks / most; n > 0 {
		return fmt.Sprintf("gangwei-%d.toml", n+1)
	}
	return "gangwei.toml"
}

// departmentsOf are the departments of positions, each once.
func departmentsOf(lists ...[]catalog.Position) []string {
	var names []string
	seen := map[string]bool{}
	for _, p := range slices.Concat(lists...) {
		if p.Department != "" && !seen[p.Department] {
			seen[p.Department] = true
			names = append(names, p.Department)
		}
	}
	return names
}

// unitFile makes unit.toml, or gives the one that is there the scheme that suits
// the table where it states none, and declares departments that it lacks. It
// returns the scheme.
func (im *importing) unitFile(res *intake.Result, departments []string) (*catalog.Scheme, error) {
	id := res.Scheme
	if a := res.Added; a != nil {
		id = path.Base(im.unit)
		if err := im.put("schemes/"+id+".toml", format.Scheme(im.site.Schemes[res.Scheme], a.Categories, a.Stages)); err != nil {
			return nil, err
		}
	}
	name := path.Join(im.unit, "unit.toml")
	var data []byte
	if im.newUnit {
		unit := res.Report.Unit
		if unit == "" {
			unit = path.Base(im.unit)
		}
		var err error
		if data, err = (newFile{template: "unit.toml", name: unit}).content(diag.Chinese); err != nil {
			return nil, err
		}
		data, _ = format.File(name, data, format.Scope{})
	} else {
		var err error
		if data, err = os.ReadFile(filepath.Join(im.root, filepath.FromSlash(name))); err != nil {
			return nil, fmt.Errorf("import: %w", err)
		}
	}
	if id != "" && im.stated == "" && (im.scheme == nil || id != im.scheme.ID) {
		if with, ok := format.SetKey(data, "scheme", id, "kind"); ok {
			data = with
		}
	}
	if with, ok := format.AddDepartments(data, departments, im.newUnit); ok && len(departments) > 0 {
		data = with
	}
	if err := im.put(name, data); err != nil {
		return nil, err
	}
	site, err := load.OpenSite(os.DirFS(im.root))
	if err != nil {
		return nil, err
	}
	return load.SchemeOf(os.DirFS(im.root), site, im.unit)
}

// keep writes down how the table was read, for the next time.
func (im *importing) keep(notes string, opts intake.Options) error {
	if len(opts.Columns) == 0 && opts.HeadRow == 0 && len(opts.Sheets) == 0 {
		return nil
	}
	return im.putFull(notes+".map.toml", format.Mapping{Columns: opts.Columns, HeadRow: opts.HeadRow, Sheets: opts.Sheets}.Bytes())
}

// remember writes down what the table said. Nobody is told of the file.
func (im *importing) remember(name string, positions []catalog.Position) error {
	shown := len(im.written)
	err := im.putFull(name, format.Catalogue(positions))
	im.written = im.written[:shown]
	return err
}

func (im *importing) putFull(name string, data []byte) error {
	rel, err := filepath.Rel(im.root, name)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return im.put(filepath.ToSlash(rel), data)
}

// put writes a file of the content where it differs.
func (im *importing) put(name string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("import: %s is not within the content", name)
	}
	full := filepath.Join(im.root, filepath.FromSlash(name))
	if old, err := os.ReadFile(full); err == nil && string(old) == string(data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if err := replaceFile(full, data); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	im.written = append(im.written, full)
	return nil
}
