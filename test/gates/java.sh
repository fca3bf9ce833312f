# A Java client made of the document compiles.
set -euo pipefail
. "$(dirname "$0")/support/tools.sh"
command -v java > /dev/null && command -v mvn > /dev/null || skip "needs Java and Maven"
VERSION=7.17.0
JAR=$CACHE/java/openapi-generator-cli-$VERSION.jar
[ -s "$JAR" ] || mvn -q -B dependency:copy -DoutputDirectory="$CACHE/java" \
  -Dartifact=org.openapitools:openapi-generator-cli:$VERSION:jar
work_in java-client
java -jar "$JAR" generate -i "$DOCUMENT" -g java -o "$WORK" > "$WORK/generator.log"
cd "$WORK"
mvn -q -B -DskipTests compile
echo "the Java client compiles"
