//go:build !unix

package main

import "os"

const unixOnly = "bench: processor time and peak memory can be measured on Unix systems only"

func busy() float64 { panic(unixOnly) }

func peak() int64 { panic(unixOnly) }

func peakOf(*os.ProcessState) int64 { panic(unixOnly) }
