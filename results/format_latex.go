package results

import (
	"io"
	"strconv"
	"strings"
)

var _ = addFormat("latex", "tex", writeLaTeX)

// latexEscapes writes any text so that LaTeX prints it; a bracket after a line's end would be taken for its option.
var latexEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `%`, `\%`, `#`, `\#`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `$<$`, `>`, `$>$`, `|`, `$|$`, `"`, `\textquotedbl{}`, `[`, `{[}`,
	"–", "--", "…", `\dots{}`, "·", `$\cdot$`, "×", `$\times$`, "±", `$\pm$`, "∞", `$\infty$`, "½", `$\frac12$`, "√", `$\surd$`,
	"≤", `$\le$`, "≥", `$\ge$`, "≠", `$\ne$`, "∈", `$\in$`, "→", `$\to$`, "∂", `$\partial$`, "∇", `$\nabla$`,
	"²", `$^2$`, "³", `$^3$`, "⁻¹", `$^{-1}$`, "₀", `$_0$`, "₁", `$_1$`, "α̇", `$\dot\alpha$`, "β̇", `$\dot\beta$`,
	"α", `$\alpha$`, "β", `$\beta$`, "γ", `$\gamma$`, "δ", `$\delta$`, "ε", `$\varepsilon$`, "κ", `$\kappa$`, "λ", `$\lambda$`,
	"μ", `$\mu$`, "π", `$\pi$`, "σ", `$\sigma$`, "τ", `$\tau$`, "φ", `$\varphi$`, "ψ", `$\psi$`, "Φ", `$\Phi$`, "Σ", `$\Sigma$`,
)

// writeLaTeX writes a tabular for \input; it needs the package booktabs.
func writeLaTeX(w io.Writer, t Table) error {
	text := func(s string) string { return latexEscapes.Replace(oneLine(s)) }
	mark := func(m string) string { return `\textsuperscript{` + m + `}` }
	head, body := t.grid(style{
		text:   text,
		number: latexNumber,
		strong: func(s string) string { return `\textbf{` + s + `}` },
		mark:   mark,
	})
	var b strings.Builder
	b.WriteString("% " + t.caption() + "\n% " + t.source() + "\n")
	b.WriteString(`\begin{tabular}{` + strings.Repeat("l", len(head)) + "}\n\\toprule\n")
	b.WriteString(strings.Join(head, " & ") + " \\\\\n\\midrule\n")
	for _, line := range body {
		b.WriteString(strings.Join(line, " & ") + " \\\\\n")
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	for _, n := range t.Notes {
		b.WriteString(`\par{\footnotesize `)
		if n.Mark != "" {
			b.WriteString(mark(n.Mark) + " ")
		}
		b.WriteString(text(n.Text) + "\\par}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// latexNumber writes 1.2e-13 as a power of ten; 1 times it is left out.
func latexNumber(x float64) string {
	mantissa, exponent, _ := strings.Cut(short(x), "e")
	n, _ := strconv.Atoi(exponent)
	power := "10^{" + strconv.Itoa(n) + "}"
	if mantissa == "1.0" {
		return "$" + power + "$"
	}
	return "$" + mantissa + `\times` + power + "$"
}
