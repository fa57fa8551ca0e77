package render

import (
	"strings"
	"testing"

	"gongshi/generator/catalog"
)

func TestForeignIsMarked(t *testing.T) {
	for in, want := range map[string]string{
		`<h1>采购</h1>`:                               `<h1 lang="zh">采购</h1>`,
		`<p class="a">Risk</p>`:                     `<p class="a">Risk</p>`,
		`<p>Risk <b>化整为零</b></p>`:                   `<p>Risk <b lang="zh">化整为零</b></p>`,
		`<p lang="ja">采购</p>`:                       `<p lang="ja">采购</p>`,
		`<script>var a = "采购" < 1</script>`:         `<script>var a = "采购" < 1</script>`,
		`<td></td><!-- 采购 --><br>采购`:                `<td></td><!-- 采购 --><br><span lang="zh">采购</span>`,
		`<p>This position has 1 risk point: 采购</p>`: `<p>This position has 1 risk point: 采购</p>`,
		`<p>ERP系统</p>`:                              `<p lang="zh">ERP系统</p>`,
		`<b><i>▲</i> 重大 <i>red</i></b> 采购`:          `<b><i>▲</i> <span lang="zh">重大</span> <i>red</i></b> <span lang="zh">采购</span>`,
		`<p>采购<b>管理<br>岗</b>审批</p>验收`:               `<p lang="zh">采购<b>管理<br>岗</b>审批</p><span lang="zh">验收</span>`,
		`<p lang="ja">a<b>采購</b>採</p>`:              `<p lang="ja">a<b>采購</b>採</p>`,
		`<a href='x' title="一>二">三</a> &amp; `:      `<a href='x' title="一>二" lang="zh">三</a> &amp; `,
	} {
		if got := string(markForeign([]byte(in))); got != want {
			t.Errorf("%s becomes %s, want %s", in, got, want)
		}
	}
	page := string(fullTree(t, "en", catalog.View{}).files["邮政局/purchasing.html"])
	for _, want := range []string{`<html lang="en"`, `<h1 lang="zh">采购管理岗</h1>`, `<h2>Risk points</h2>`, `<p class="lead">This position has`, `<span lang="zh">重大风险</span>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the English page lacks %s", want)
		}
	}
	if strings.Contains(string(fullTree(t, "zh-Hans", catalog.View{}).files["邮政局/purchasing.html"]), `lang="zh"`) {
		t.Error("a Chinese page is marked as Chinese again")
	}
}
