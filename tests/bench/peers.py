"""What people use from Python, asked by peers.mjs over standard input: `<kernel> <queries> <k>` a line, answered with
nanoseconds of processor time a query.

scipy: X @ X.T for a block of rows, then argpartition of each row's scores. fts5: SQLite's full-text index, asked for the
best k of any of the words.
"""

import json
import sys
import time

BLOCK = 64


def probe():
    found = {"scipy": None, "fts5": None}
    try:
        import scipy

        found["scipy"] = scipy.__version__
    except ImportError:
        pass
    try:
        import sqlite3

        sqlite3.connect(":memory:").execute("create virtual table t using fts5(text)")
        found["fts5"] = sqlite3.sqlite_version
    except Exception:
        pass
    print(json.dumps(found))


def scipy_runner(path):
    import numpy
    from scipy.sparse import csr_matrix

    with open(path, "rb") as file:
        documents, terms = numpy.fromfile(file, numpy.uint32, 2)
        lengths = numpy.fromfile(file, numpy.uint32, documents)
        starts = numpy.concatenate(([0], numpy.cumsum(lengths, dtype=numpy.int64)))
        ids = numpy.fromfile(file, numpy.uint32, starts[-1])
        weights = numpy.fromfile(file, numpy.float32, starts[-1])
    matrix = csr_matrix((weights, ids.astype(numpy.int32), starts), shape=(documents, terms))
    columns = matrix.T.tocsr()

    def run(_kernel, queries, k):
        rows = (numpy.arange(queries, dtype=numpy.int64) * documents) // queries
        for at in range(0, queries, BLOCK):
            scores = matrix[rows[at : at + BLOCK]] @ columns
            for row in range(scores.shape[0]):
                data = scores.data[scores.indptr[row] : scores.indptr[row + 1]]
                if data.size > k + 1:
                    numpy.argpartition(data, data.size - k - 1)[-k - 1 :]

    return run


def fts5_runner(path):
    import sqlite3

    with open(path, encoding="utf-8") as file:
        given = json.load(file)
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table articles using fts5(text)")
    connection.executemany("insert into articles values (?)", ((text,) for text in given["texts"]))
    questions = [
        " OR ".join('"%s"' % word for word in question.split()) for question in given["questions"]
    ]
    asked = [0]

    def run(_kernel, queries, k):
        for _ in range(queries):
            question = questions[asked[0] % len(questions)]
            asked[0] += 1
            connection.execute(
                "select rowid from articles where articles match ? order by rank limit ?", (question, k)
            ).fetchall()

    return run


def main():
    if sys.argv[1] == "probe":
        probe()
        return
    run = {"scipy": scipy_runner, "fts5": fts5_runner}[sys.argv[1]](sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        kernel, queries, k = line.split()
        begin = time.process_time_ns()
        run(kernel, int(queries), int(k))
        print((time.process_time_ns() - begin) / int(queries), flush=True)


main()
