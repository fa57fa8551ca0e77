package search

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"golang.org/x/sync/errgroup"

	"gongshi/generator/catalog"
)

// fakeScheme is the scheme of the catalogues that the tests make up.
var fakeScheme = &catalog.Scheme{ID: "three-level", Grades: []catalog.Grade{
	{Term: catalog.Term{ID: "1", Label: "一级"}, Symbol: "▲"},
	{Term: catalog.Term{ID: "2", Label: "二级"}, Symbol: "◆"},
	{Term: catalog.Term{ID: "3", Label: "三级"}, Symbol: "●"},
}}

var fakeCategories = []string{"思想道德风险", "岗位职责风险", "业务流程风险", "制度机制风险", "外部环境风险"}

const fakeWords = `采购 计划 审批 制度 防控 监督 检查 合同 招标 投标 评审 供应商 财务 报销 会计 凭证 账目 资金 拨付 预算
执行 验收 工程 变更 签证 物资 仓库 盘点 车辆 公务 接待 人事 任免 干部 考核 招聘 职称 评定 行政 处罚 许可 执法 裁量 案件 登记 受理
档案 保密 信息 公开 系统 权限 密码 数据 备份 网络 安全 房屋 租赁 资产 处置 报废 捐赠 救助 补贴 发放 审核 把关 不严 违规 操作 收受
礼金 吃拿 卡要 优亲 厚友 截留 挪用 虚报 冒领 泄露 标底 围标 串标 化整 为零 规避 公开 程序 集体 研究 决定 主要 领导 分管 科长 经办
人员 轮岗 交流 回避 公示 举报 纪检 监察 问责 追究 责任 谈话 提醒 诫勉 通报 批评 法律 法规 规定 办法 细则 重置 供给 单位 部门 覆盖
Ω级 Žižkov σ² 显著 著作 干预 后续 里程 发展 复核 系统 关系 台账 OA PPP ERP 〔2011〕42号 5000元 30% GB/T 3个工作日 一级 风险`

// fakeText strings words together into about n characters.
func fakeText(rng *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for size := 0; size < n; {
		w := words[min(rng.IntN(len(words)), rng.IntN(len(words)))]
		b.WriteString(w)
		size += len([]rune(w))
		switch rng.IntN(9) {
		case 0:
			b.WriteString(",")
		case 1:
			b.WriteString("、")
		case 2:
			if rng.IntN(3) == 0 {
				b.WriteString(" ")
			}
		}
	}
	return b.String() + "。"
}

// fakePool is a pool of sentences from which fields are put together.
func fakePool(rng *rand.Rand, n, size int) []string {
	words := strings.Fields(fakeWords)
	pool := make([]string, n)
	for i := range pool {
		pool[i] = fakeText(rng, words, 4+rng.IntN(size))
	}
	return pool
}

// fakeSite makes up a site of n risk points, at most perUnit in a unit.
func fakeSite(n, perUnit int) (*catalog.Site, []*catalog.Unit) {
	var units []*catalog.Unit
	return fakeRegister, slices.AppendSeq(units, fakeUnits(n, perUnit))
}

var fakeRegister = &catalog.Site{Title: "公示", Register: []catalog.Rule{{ID: "r1", Title: "政府采购法", Number: "〔2014〕3号"}}}

// fakeUnits makes up the units of a site one by one.
func fakeUnits(n, perUnit int) iter.Seq[*catalog.Unit] {
	return func(yield func(*catalog.Unit) bool) { makeUnits(n, perUnit, yield) }
}

func makeUnits(n, perUnit int, yield func(*catalog.Unit) bool) {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(perUnit)))
	sentences := fakePool(rng, max(200, n/4), 36)
	titles := fakePool(rng, max(100, n/10), 8)
	jobs := fakePool(rng, 60, 3)
	pick := func(pool []string) string { return pool[rng.IntN(len(pool))] }
	trim := func(s string) string { return strings.Trim(s, "。,、 ") }
	for made, number := 0, 0; made < n; number++ {
		u := &catalog.Unit{ID: fmt.Sprintf("unit-%05d", number), Name: fmt.Sprintf("某市%s局第%d所", trim(pick(jobs)), number), Scheme: fakeScheme}
		u.Publication.Status = []string{"published", "notice"}[number%2]
		for p := 0; made < n && p*5 < perUnit; p++ {
			pos := catalog.Position{ID: fmt.Sprintf("p%d", p), Name: trim(pick(jobs)) + "岗", Department: trim(jobs[p/7%len(jobs)]) + "科", Level: catalog.Levels[p%3]}
			pos.URL = catalog.PositionPage(u.ID, pos.ID)
			for r := 0; r < 5 && made < n; r++ {
				risk := catalog.RiskPoint{ID: fmt.Sprintf("r%d", r), Title: trim(pick(titles)), Grade: fakeScheme.Grades[rng.IntN(3)].Label,
					Category: fakeCategories[rng.IntN(4):][:1+rng.IntN(2)], Manifestation: pick(sentences) + pick(sentences), Consequence: pick(sentences),
					Liability: pick(sentences), Basis: []string{"r1 第三条"}}
				for range 3 {
					risk.Controls = append(risk.Controls, catalog.Control{Stage: "前期预防", Text: pick(sentences), Owner: pos.Name, Frequency: "每季度"})
				}
				pos.Risks = append(pos.Risks, risk)
				made++
			}
			u.Positions = append(u.Positions, pos)
		}
		if !yield(u) {
			return
		}
	}
}

// plainRecord is a risk point as the tests see it: its texts, folded.
type plainRecord struct {
	url   string
	texts []string
}

// plain lists the texts of every risk point without help from the package's lines.
func plain(units []*catalog.Unit) []plainRecord {
	var out []plainRecord
	for _, u := range units {
		for i := range u.Positions {
			p := &u.Positions[i]
			for j := range p.Risks {
				r := &p.Risks[j]
				texts := []string{u.Name, u.Short, p.Department, p.Name, r.Title, r.Grade, r.Manifestation, r.Cause, r.Consequence, r.Liability, r.Reason, r.Description.Text}
				texts = append(texts, r.Category...)
				for _, b := range r.Basis {
					if b == "r1 第三条" {
						b = "《政府采购法》〔2014〕3号 第三条"
					}
					texts = append(texts, b)
				}
				for _, c := range r.Controls {
					texts = append(texts, c.Stage, c.Text, c.Owner, c.Supervisor, c.Due, c.Frequency, c.Indicator)
				}
				for k := range texts {
					texts[k] = foldString(texts[k])
				}
				out = append(out, plainRecord{p.URL + "#" + r.ID, texts})
			}
		}
	}
	return out
}

// containing returns the addresses of the records with a text that contains s.
func containing(records []plainRecord, s string) []string {
	s = foldString(s)
	var out []string
	for _, r := range records {
		if slices.ContainsFunc(r.texts, func(t string) bool { return strings.Contains(t, s) }) {
			out = append(out, r.url)
		}
	}
	slices.Sort(out)
	return out
}

// substrings draws n pieces of 2 to 8 characters of the records' texts that are
// taken literally as queries.
func substrings(rng *rand.Rand, records []plainRecord, n int) []string {
	var out []string
	for len(out) < n {
		r := records[rng.IntN(len(records))]
		text := []rune(r.texts[rng.IntN(len(r.texts))])
		size := 2 + rng.IntN(7)
		if len(text) < size {
			continue
		}
		at := rng.IntN(len(text) - size + 1)
		if s := string(text[at : at+size]); !strings.ContainsAny(s, " \":-") {
			out = append(out, s)
		}
	}
	return out
}

// segments makes the segments of units.
func segments(site *catalog.Site, units []*catalog.Unit) []*Segment {
	out := make([]*Segment, len(units))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, u := range units {
		g.Go(func() error {
			out[i] = NewSegment(site, u)
			return nil
		})
	}
	g.Wait()
	return out
}

// publish merges segments into a file system in memory.
func publish(t testing.TB, segments []*Segment, options Options) (fstest.MapFS, Info) {
	t.Helper()
	var mu sync.Mutex
	files := fstest.MapFS{}
	info, err := Merge(segments, options, func(path string, data []byte) error {
		mu.Lock()
		defer mu.Unlock()
		if files[path] != nil {
			return fmt.Errorf("%s is written twice", path)
		}
		files[path] = &fstest.MapFile{Data: data}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, info
}

// writeFiles puts a published index into a folder.
func writeFiles(t testing.TB, dir string, files fstest.MapFS) {
	t.Helper()
	for path, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
