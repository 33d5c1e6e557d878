// A plain MinHash in JavaScript, as one writes it from the definition: lower-case words, shingles of five, 128 hash
// functions (a x + b) mod p. Reads texts (NUL-terminated) from a file, then computes all signatures for each line of standard
// input and answers how many there are and how many seconds of the processor they took.
const fs = require("fs");
const texts = fs.readFileSync(process.argv[2], "utf8").split("\0").slice(0, -1);
const SHINGLE = 5, FUNCTIONS = 128, PRIME = 4294967311;
const a = Array.from({ length: FUNCTIONS }, () => Math.floor(Math.random() * 0xffff) + 1);
const b = Array.from({ length: FUNCTIONS }, () => Math.floor(Math.random() * PRIME));

function hash(text) { // FNV-1a, 32 bits
    let h = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    return h >>> 0;
}

function signature(text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*/gu) || [];
    const shingles = new Set();
    for (let i = 0; i + SHINGLE <= words.length; i++) shingles.add(hash(words.slice(i, i + SHINGLE).join(" ")));
    const least = new Array(FUNCTIONS).fill(PRIME);
    for (const shingle of shingles)
        for (let k = 0; k < FUNCTIONS; k++) {
            const value = (a[k] * shingle + b[k]) % PRIME;
            if (value < least[k]) least[k] = value;
        }
    return least;
}

process.stdin.setEncoding("utf8");
process.stdin.on("data", () => {
    let signatures = 0;
    const start = process.cpuUsage();
    for (const text of texts) signatures += signature(text).length > 0;
    const used = process.cpuUsage(start);
    process.stdout.write(signatures + " " + (used.user + used.system) / 1e6 + "\n");
});
process.stdout.write("ready\n");
