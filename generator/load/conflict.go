package load

import (
	"bytes"

	"gongshi/generator/diag"
)

// Where two changes of one place meet, git writes both into the file, between lines of
// marks, for someone to choose. Until that is done the file says neither.
const (
	conflictBegins = "<<<<<<< "
	conflictEnds   = ">>>>>>> "
)

// checkMerged reports the first conflict that was not resolved, and whether there is none.
// Such lines between the fences of code are text.
func (src *source) checkMerged() bool {
	if !bytes.Contains(src.data, []byte(conflictBegins)) || !bytes.Contains(src.data, []byte("\n"+conflictEnds)) {
		return true
	}
	merged := true
	src.eachLine(0, len(src.data), func(at, number int, line []byte) {
		if !merged || !bytes.HasPrefix(line, []byte(conflictBegins)) || !bytes.Contains(src.data[at:], []byte("\n"+conflictEnds)) {
			return
		}
		merged = false
		src.report(ruleConflict, src.at(src.line+number, 1), diag.Text{Zh: "这里有 git 合并冲突没有处理完", En: "here is a merge conflict of git that was not resolved"},
			diag.Text{Zh: "在 <<<<<<< 和 >>>>>>> 之间只留下要的一份，删去 <<<<<<<、=======、>>>>>>> 三行",
				En: "keep the one version that is wanted between <<<<<<< and >>>>>>>, and delete the lines <<<<<<<, ======= and >>>>>>>"})
	})
	return merged
}

// isReadable reports whether the text can be read at all; the findings say why it cannot.
func (src *source) isReadable() bool { return src.checkEncoding() && src.checkMerged() }
