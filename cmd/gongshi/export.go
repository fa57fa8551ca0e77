package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
		Short: c.say("把一个单位或全部单位导出为表格（.xlsx、.csv）或 .json", "write a unit or all units as a table (.xlsx, .csv) or as .json"),
		Long: c.say(`把一个单位的目录导出为表格，格式按文件名：.xlsx 是可以直接打印的登记表，
.csv 是一行一条措施的表（职权和环节接在下面，另有表头），.json 是网站公布的数据。
不写 --unit 就导出全部单位，表里多一列“单位”。草稿和内部的内容都在里面。

一个单位的表改过以后可以再导入：表里写了什么记在单位文件夹的 _import 里，导入时据此
分清哪些是表里改的，哪些是目录里改的。`,
			`export writes a unit in the form that the file's name asks for: .xlsx is a form ready
for print, .csv a table with a row for each control (powers and their steps follow
below, under a heading of their own), .json the data as the site publishes it. Without
--unit it writes all units, in tables with a column that names them. What is internal
and what is a draft is in it.

What was changed in the table of a unit can be imported again: what it says is kept in
the unit's folder _import, by which import tells changes in the table from those in the
catalogue.`),
		Example: "  gongshi export --unit minzhengju 风险点.xlsx\n  gongshi export --unit minzhengju --by-department 各科室.xlsx\n  gongshi export 全部.json",
		Args:    c.args(1, 1, "请写明要写的文件，例如 gongshi export 风险点.xlsx", "name the file to write, for example gongshi export risks.xlsx"),
		RunE: func(_ *cobra.Command, args []string) error {
			if _, err := c.openContent(content); err != nil {
				return err
			}
			write := exportForms[strings.ToLower(filepath.Ext(args[0]))]
			if write == nil {
				return usageError{c.sayf("不知道 %s 是什么格式；文件名以 .xlsx、.csv 或 .json 结尾", "the form of %s is not known; let the name end in .xlsx, .csv or .json", args[0])}
			}
			root := os.DirFS(content)
			site, err := load.OpenSite(root)
			if err != nil {
				return err
			}
			for _, f := range site.Findings {
				if f.Rule == "site-missing" { // of what else is wrong with the site a unit does not depend
					c.printFindings(c.stderr, diag.List{f})
					return errFindings
				}
			}
			units, err := c.chooseUnits(site, content, unit)
			if err != nil {
				return err
			}
			if len(units) == 0 {
				return usageError{c.sayf("%s 里没有单位", "there is no unit in %s", content)}
			}
			e, findings, err := readExport(root, site, units)
			if err != nil {
				return err
			}
			if findings.HasErrors() {
				c.printFindings(c.stderr, findings)
				return errFindings
			}
			e.byDepartment = byDepartment
			var b bytes.Buffer
			if err := write(e, &b); err != nil {
				return err
			}
			if err := os.WriteFile(args[0], b.Bytes(), 0o644); err != nil {
				return fmt.Errorf("export: %w", err)
			}
			if err := e.remember(content, args[0]); err != nil {
				return err
			}
			fmt.Fprintln(c.stdout, args[0])
			return nil
		},
	}
	c.contentFlag(cmd, &content)
	cmd.Flags().StringVar(&unit, "unit", "", c.say("单位：内容目录里的文件夹名；不写就是全部单位", "the unit's folder in the content; all units without it"))
	cmd.Flags().BoolVar(&byDepartment, "by-department", false, c.say("每个部门一张工作表", "a sheet for each department"))
	return cmd
}

// chooseUnits finds the unit that is named, by its folder, its id or its name, or all for
// none.
func (c *command) chooseUnits(site *load.Site, content, name string) ([]load.UnitFiles, error) {
	if name == "" {
		return site.Units, nil
	}
	root, err1 := filepath.Abs(content)
	folder, err2 := filepath.Abs(name)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	var ids []string
	for _, u := range site.Units {
		if u.ID == strings.Trim(filepath.ToSlash(name), "/") || filepath.Join(root, filepath.FromSlash(u.ID)) == folder || u.Name.Name == name {
			return []load.UnitFiles{u}, nil
		}
		ids = append(ids, u.ID)
	}
	return nil, usageError{c.sayf("没有单位%q；可用：%s", "there is no unit %q; use one of: %s", name, strings.Join(ids, c.say("、", ", ")))}
}

// export is what one export writes: units as they are published, and the positions of each
// in the editors' words, which tables have.
type export struct {
	site         *catalog.Site
	units        []*catalog.Unit
	written      [][]catalog.Position
	byDepartment bool
}

// exportForms write an export in the form that the end of a file's name asks for.
var exportForms = map[string]func(*export, io.Writer) error{
	".json": (*export).json,
	".csv":  func(e *export, w io.Writer) error { return e.form().CSV(w) },
	".xlsx": func(e *export, w io.Writer) error { return e.form().XLSX(w) },
}

func readExport(root fs.FS, site *load.Site, units []load.UnitFiles) (*export, diag.List, error) {
	e := &export{site: site.Site}
	var findings diag.List
	for _, files := range units {
		u, _, err := load.Unit(root, site, files)
		if err != nil {
			return nil, nil, err
		}
		positions, found, err := writtenPositions(root, u.Scheme, files)
		if err != nil {
			return nil, nil, err
		}
		e.units = append(e.units, u)
		e.written = append(e.written, positions)
		findings = append(findings, found...)
	}
	return e, findings, nil
}

// json writes the data file that the site for the inside has of a unit, or that of the
// whole catalogue.
func (e *export) json(w io.Writer) error {
	if len(e.units) == 1 {
		return exchange.JSON(w, e.site, e.units[0])
	}
	byID := map[string]*catalog.Unit{}
	summaries := make([]*catalog.Summary, len(e.units))
	for i, u := range e.units {
		byID[u.ID], summaries[i] = u, catalog.Summarize(u)
	}
	head, err := exchange.CatalogueHead(e.site, summaries)
	if err != nil {
		return err
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	open := func(unit string) (io.ReadCloser, error) {
		var b bytes.Buffer
		err := exchange.JSON(&b, e.site, byID[unit])
		return io.NopCloser(&b), err
	}
	return exchange.CatalogueUnits(w, summaries, 0, open, func(int) error { return nil })
}

// form is the office's form, in the words of the content; a grade that the scheme
// computes is filled in.
func (e *export) form() *exchange.Form {
	f := &exchange.Form{Title: e.site.Title, ByDepartment: e.byDepartment}
	for i, u := range e.units {
		withGrades(e.written[i], u)
		f.Positions = append(f.Positions, e.written[i]...)
	}
	if len(e.units) == 1 {
		f.Title = e.units[0].Name
	} else {
		f.Units = map[string]string{}
		for _, u := range e.units {
			f.Units[u.ID] = u.Name
		}
	}
	f.Title += "风险点及防控措施一览表"
	return f
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

// remember notes in the unit's folder what a table says, as if it had been imported: when
// it comes back, what was edited in it is told from what was edited in the catalogue
// meanwhile. Content that cannot be written to is exported all the same; then the table
// has the last word.
func (e *export) remember(content, name string) error {
	if len(e.units) != 1 || strings.EqualFold(filepath.Ext(name), ".json") {
		return nil // what comes back whole is compared with the catalogue itself
	}
	im := importing{root: content, unit: e.units[0].ID}
	err := im.remember(exportNotes(filepath.Join(im.dir(), noteFolder, noteStem(name))), e.written[0])
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
