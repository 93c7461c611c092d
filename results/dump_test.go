package results

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDumpIsStableAndReadsBack(t *testing.T) {
	r := Row{Experiment: "recovery", Claim: "P", Check: "proximal-recovery",
		Key: "3fa9c1d20b77e5a1", Case: json.RawMessage(`{"d":2}`),
		Metric: "error", Tol: 1e-10}
	passed, failed := r, r
	passed.At, passed.Repeat, passed.Got, passed.Want, passed.Verdict = 0.1, 3, 1, 0.75, Pass
	failed.At, failed.Got, failed.Want = Number(nan), Number(-inf), 1
	failed.Verdict, failed.Note = Error, `say "no", <&>`
	rows := []Row{passed, failed}
	dump := func(write func(*strings.Builder) error) string {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	same(t, "json", dump(func(b *strings.Builder) error { return WriteJSON(b, rows) }), `
[
{"id":"3fa9c1d20b77/error@0.1","experiment":"recovery","claim":"P","check":"proximal-recovery","case-no":0,"case":{"d":2},"repeat":3,"control":false,"metric":"error","at":0.1,"got":1,"want":0.75,"budget":0,"tol":1e-10,"verdict":"pass"},
{"id":"3fa9c1d20b77/error","experiment":"recovery","claim":"P","check":"proximal-recovery","case-no":0,"case":{"d":2},"repeat":0,"control":false,"metric":"error","at":null,"got":null,"want":1,"budget":0,"tol":1e-10,"verdict":"error","note":"say \"no\", <&>"}
]
`[1:])
	same(t, "csv", dump(func(b *strings.Builder) error { return WriteCSV(b, rows) }), `
id,experiment,claim,check,case-no,case,repeat,control,metric,at,got,want,budget,tol,verdict,note,by
3fa9c1d20b77/error@0.1,recovery,P,proximal-recovery,0,"{""d"":2}",3,false,error,0.1,1,0.75,0,1e-10,pass,,
3fa9c1d20b77/error,recovery,P,proximal-recovery,0,"{""d"":2}",0,false,error,,-Inf,1,0,1e-10,error,"say ""no"", <&>",
`[1:])
	same(t, "nothing", dump(func(b *strings.Builder) error { return WriteJSON(b, nil) }), "[]\n")
}
