package person

import (
	"strings"
	"testing"
)

// Where somebody is to be named, names are told from the words of offices. The names
// are made up of common surnames and common given names.
func TestIsName(t *testing.T) {
	for _, s := range strings.Fields("张三 李四 赵六 王小二 张某某 李某 王建国 赵卫东 李文 陈国庆 刘建军 欧阳三 诸葛亮 安静怡 钱多多 毛小明 丁一 于大海 张x") {
		if !IsName(s) {
			t.Errorf("%s is a name", s)
		}
	}
	for _, s := range strings.Fields("科长 党委 局领导 全体干部 施工方 车间 项目部 安全员 应急办 文秘 高管 高级工 财务科 司机 纪检组 审计部 会计 出纳 计财科 信访办 保卫科 党政办 项目组 管理员 经营部 国资委 路政股 相对人 当事人 水利站 农技员 库管员 包村干部 申请人 金融办 房管局 都管 业务员 单位 各科室 后勤 分管领导 书记 驻村队 总务处 规划科 法规科 石化厂") {
		if IsName(s) {
			t.Errorf("%s is no name", s)
		}
	}
}

func TestWeight(t *testing.T) {
	for name, n := range map[string]int{"张静怡负责": 3, "欧阳静": 3, "王建国": 3} {
		if !Begins([]rune(name)[0]) || Weight([]rune(name), n) < 5 {
			t.Errorf("%s weighs %d", name, Weight([]rune(name), n))
		}
	}
	for _, word := range []string{"程序", "高级", "安全生产", "明确责任"} {
		if w := Weight([]rune(word), 2); w > 0 {
			t.Errorf("%s weighs %d", word, w)
		}
	}
}
