package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"gongshi/generator/catalog"
	"gongshi/generator/diag"
	"gongshi/generator/exchange"
	"gongshi/generator/load"
)

func (c *command) exportCommand() *cobra.Command {
	var content, unit string
	var byDepartment bool
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: c.say("把一个单位导出为表格（.xlsx、.csv）或 .json", "write a unit as a table (.xlsx, .csv) or as .json"),
		Long: c.say(`把一个单位的目录导出为表格，格式按文件名：.xlsx 是可以直接打印的登记表，
.csv 是一行一条措施的表（职权和环节接在下面，另有表头），.json 含全部内容。改过以后可以再导入：
表里写了什么记在单位文件夹的 _import 里，导入时据此分清哪些是表里改的，哪些是目录里改的。`,
			`export writes a unit in the form that the file's name asks for: .xlsx is a form ready
for print, .csv a table with a row for each control (powers and their steps follow
below, under a heading of their own), .json holds everything. What was changed in
them can be imported again: what a table says is kept in the unit's folder _import, by
which import tells changes in the table from those in the catalogue.`),
		Example: "  gongshi export --unit minzhengju 风险点.xlsx\n  gongshi export --unit minzhengju --by-department 各科室.xlsx",
		Args:    c.args(1, 1, "请写明要写的文件，例如 gongshi export 风险点.xlsx", "name the file to write, for example gongshi export risks.xlsx"),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := c.openContent(content); err != nil {
				return err
			}
			root := os.DirFS(content)
			site, err := load.OpenSite(root)
			if err != nil {
				return err
			}
			files, err := c.chooseUnit(site, content, unit)
			if err != nil {
				return err
			}
			data, positions, findings, err := exportUnit(root, site, files, args[0], byDepartment)
			if err != nil {
				return err
			}
			if data == nil {
				return usageError{c.sayf("不知道 %s 是什么格式；文件名以 .xlsx、.csv 或 .json 结尾", "the form of %s is not known; let the name end in .xlsx, .csv or .json", args[0])}
			}
			if findings.HasErrors() {
				c.printFindings(c.stderr, findings)
				return errFindings
			}
			if err := os.WriteFile(args[0], data, 0o644); err != nil {
				return fmt.Errorf("export: %w", err)
			}
			if err := rememberExport(content, args[0], files, positions); err != nil {
				return err
			}
			fmt.Fprintln(c.stdout, args[0])
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&unit, "unit", "", c.say("单位：内容目录里的文件夹名；只有一个单位时可以不写", "the unit's folder in the content; not needed where there is one only"))
	cmd.Flags().BoolVar(&byDepartment, "by-department", false, c.say("每个部门一张工作表", "a sheet for each department"))
	return cmd
}

// chooseUnit finds the unit that is named, by its folder or its name.
func (c *command) chooseUnit(site *load.Site, content, name string) (load.UnitFiles, error) {
	name = strings.Trim(filepath.ToSlash(strings.TrimPrefix(filepath.Clean(name), filepath.Clean(content)+string(filepath.Separator))), "/")
	var ids []string
	for _, u := range site.Units {
		if u.ID == name || u.Name.Name == name {
			return u, nil
		}
		ids = append(ids, u.ID)
	}
	if (name == "" || name == ".") && len(site.Units) == 1 {
		return site.Units[0], nil
	}
	return load.UnitFiles{}, usageError{c.sayf("请用 --unit 写明单位：%s", "name the unit with --unit: %s", strings.Join(ids, "、"))}
}

// exportUnit makes the file. The words are those of the content; a grade that the
// scheme computes is filled in. data is nil for a form that is not known.
func exportUnit(root fs.FS, site *load.Site, files load.UnitFiles, name string, byDepartment bool) (data []byte, positions []catalog.Position, findings diag.List, err error) {
	linked, _, err := load.Unit(root, site, files)
	if err != nil {
		return nil, nil, nil, err
	}
	positions, findings, err = writtenPositions(root, linked.Scheme, files)
	if err != nil || findings.HasErrors() {
		return []byte{}, nil, findings, err
	}
	var b bytes.Buffer
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".json":
		written := *linked
		written.Positions = positions
		err = exchange.JSON(&b, site.Site, &written)
	case ".xlsx", ".csv":
		withGrades(positions, linked)
		form := exchange.Form{Title: linked.Name + "风险点及防控措施一览表", Positions: positions, ByDepartment: byDepartment}
		write := form.XLSX
		if ext == ".csv" {
			write = form.CSV
		}
		err = write(&b)
	default:
		return nil, nil, nil, nil
	}
	return b.Bytes(), positions, findings, err
}

// withGrades fills in the grades that the scheme computes.
func withGrades(positions []catalog.Position, linked *catalog.Unit) {
	for i := range positions {
		for j := range positions[i].Risks {
			if r := &positions[i].Risks[j]; r.Grade == "" {
				if p := linked.Position(positions[i].ID); p != nil && p.Risk(r.ID) != nil {
					r.Grade = p.Risk(r.ID).Grade
				}
			}
		}
	}
}

// rememberExport notes in the unit's folder what a table says, as if it had been
// imported: when it comes back, what was edited in it is told from what was edited in
// the catalogue meanwhile. Content that cannot be written to is exported all the same;
// then the table has the last word.
func rememberExport(content, name string, files load.UnitFiles, positions []catalog.Position) error {
	if strings.EqualFold(filepath.Ext(name), ".json") {
		return nil // it comes back whole
	}
	im := importing{root: content, unit: files.ID}
	err := im.remember(exportNotes(filepath.Join(im.dir(), noteFolder, noteStem(name))), positions)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return nil
	}
	return err
}

// writtenPositions reads the positions of a unit in the editors' words.
func writtenPositions(root fs.FS, scheme *catalog.Scheme, files load.UnitFiles) (positions []catalog.Position, findings diag.List, err error) {
	for _, name := range append(slices.Clone(files.Positions), files.Catalogs...) {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read content: %w", err)
		}
		parse := load.ParseCatalogue
		if path.Ext(name) == ".md" {
			parse = load.ParsePosition
		}
		parsed := parse(name, data, scheme)
		positions = append(positions, parsed.Positions...)
		findings = append(findings, parsed.Findings...)
	}
	return positions, findings, nil
}
