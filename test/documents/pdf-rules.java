import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.mustangproject.validator.ESeverity;
import org.mustangproject.validator.IrrecoverableValidationError;
import org.mustangproject.validator.PDFValidator;
import org.mustangproject.validator.ValidationContext;
import org.mustangproject.validator.XMLValidator;
import org.slf4j.LoggerFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/**
 * Holds PDF documents against a part of PDF/A or PDF/UA, by veraPDF, or against Factur-X, by Mustang.
 *
 * Reads lines of "rules, tab, file", where the rules are "factur-x", "factur-x unreckoned", or a flavour of veraPDF. Answers with a line for each
 * error, "rule, tab, place, tab, message", and an empty line at the end.
 */
public class PdfRules {
  private static PrintStream out;

  public static void main(String[] args) throws Exception {
    out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    VeraGreenfieldFoundryProvider.initialise();
    for (String line; (line = in.readLine()) != null; ) {
      var asked = line.split("\t");
      if (asked[0].startsWith("factur-x")) askMustang(asked[0].equals("factur-x"), asked[1]);
      else askVera(PDFAFlavour.byFlavourId(asked[0]), asked[1]);
      out.println();
    }
  }

  private static void askVera(PDFAFlavour flavour, String file) throws Exception {
    try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
        var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      var result = validator.validate(parser);
      for (var assertion : result.getTestAssertions()) {
        var rule = assertion.getRuleId();
        report(rule.getClause() + "-" + rule.getTestNumber(), assertion.getLocation().getContext(), assertion.getMessage());
      }
      if (!result.isCompliant() && result.getTestAssertions().isEmpty()) report("not compliant", "", result.toString());
    }
  }

  /** Its parts one by one: asked as a whole, it forgets what it found in the PDF when it comes to the XML. */
  private static void askMustang(boolean reckonsUp, String file) {
    var context = new ValidationContext(LoggerFactory.getLogger(PdfRules.class));
    try {
      var pdf = new PDFValidator(context);
      pdf.setFilename(file);
      pdf.validate();
      if (pdf.getRawXML() == null) report("17", "", "The document has no XML of an invoice attached");
      else validateXml(context, pdf.getRawXML(), reckonsUp);
    } catch (IrrecoverableValidationError error) {
      // It is among the results.
    }
    for (var found : context.getResults()) {
      if (found.getSeverity() == ESeverity.notice || found.getSeverity() == ESeverity.warning) continue;
      report(found.getID().isEmpty() ? String.valueOf(found.getSection()) : found.getID(), found.getLocation(), found.getMessage());
    }
  }

  private static void validateXml(ValidationContext context, String text, boolean reckonsUp) throws IrrecoverableValidationError {
    var xml = new XMLValidator(context);
    xml.disableNotices();
    if (!reckonsUp) xml.disableArithmeticCheck();
    xml.setStringContent(text);
    xml.validate();
  }

  private static void report(String rule, String place, String message) {
    out.println(cell(rule) + "\t" + cell(place) + "\t" + cell(message));
  }

  private static String cell(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ").strip();
  }
}
