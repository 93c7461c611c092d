package table

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"proxflow/results/page"
)

// latexEscapes are for plain pdfLaTeX. A bracket after the end of a line would be read as an option of it.
var latexEscapes = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `%`, `\%`, `#`, `\#`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `$<$`, `>`, `$>$`, `|`, `$|$`, `"`, `''`,
	`[`, `{[}`, "–", "--", "—", "---", "’", "'", "−", "$-$", "ℓ", `$\ell$`, "‖", `$\|$`, "…", `\dots{}`,
	"·", `$\cdot$`, "×", `$\times$`, "±", `$\pm$`, "∞", `$\infty$`, "½", `$\frac12$`, "√", `$\surd$`,
	"≤", `$\le$`, "≥", `$\ge$`, "≠", `$\ne$`, "∈", `$\in$`, "→", `$\to$`, "∂", `$\partial$`, "∇", `$\nabla$`,
	"²", `$^2$`, "³", `$^3$`, "⁻¹", `$^{-1}$`, "₀", `$_0$`, "₁", `$_1$`,
	"α̇", `$\dot\alpha$`, "β̇", `$\dot\beta$`,
	"α", `$\alpha$`, "β", `$\beta$`, "γ", `$\gamma$`, "δ", `$\delta$`,
	"ε", `$\varepsilon$`, "κ", `$\kappa$`, "λ", `$\lambda$`, "μ", `$\mu$`, "π", `$\pi$`, "σ", `$\sigma$`,
	"τ", `$\tau$`, "φ", `$\varphi$`, "ψ", `$\psi$`, "Φ", `$\Phi$`, "Σ", `$\Sigma$`,
)

// writeLaTeX writes a tabular for \input. It needs the package booktabs.
func writeLaTeX(w io.Writer, _ page.Page, t Table) error {
	mark := func(m string) string { return `\,\textsuperscript{` + m + `}` }
	head, body := t.grid(style{
		text:   latexText,
		number: latexNumber,
		strong: func(s string) string { return `\textbf{` + s + `}` },
		mark:   mark,
		space:  " ",
	})
	var b strings.Builder
	b.WriteString("% " + t.caption() + "\n% " + t.provenance() + "\n")
	b.WriteString(`\begin{tabular}{` + strings.Repeat("l", len(head)) + "}\n\\toprule\n")
	b.WriteString(strings.Join(head, " & ") + " \\\\\n\\midrule\n")
	for _, line := range body {
		b.WriteString(strings.Join(line, " & ") + " \\\\\n")
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	for _, n := range t.Notes {
		b.WriteString(`\par{\footnotesize `)
		if n.Mark != "" {
			b.WriteString(`\textsuperscript{` + n.Mark + "} ")
		}
		b.WriteString(latexText(n.Text) + "\\par}\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// latexText escapes a text. Letters that LaTeX does not know are written as their codes, so that any table
// compiles.
func latexText(s string) string {
	var b strings.Builder
	for _, r := range latexEscapes.Replace(oneLine(s)) {
		if r > unicode.MaxLatin1 {
			fmt.Fprintf(&b, "(%U)", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// latexNumber writes 1.2e-13 with a power of ten, and leaves out a factor of 1.
func latexNumber(s string) string {
	mantissa, exponent, ok := strings.Cut(s, "e")
	if !ok {
		return "$" + s + "$" // for the minus sign
	}
	n, _ := strconv.Atoi(exponent)
	power := "10^{" + strconv.Itoa(n) + "}"
	switch strings.TrimSuffix(mantissa, ".0") {
	case "1":
		return "$" + power + "$"
	case "-1":
		return "$-" + power + "$"
	}
	return "$" + mantissa + `\times` + power + "$"
}
